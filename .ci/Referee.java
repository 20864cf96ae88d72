import java.io.File;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/**
 * Asks veraPDF whether each PDF file named on the command line meets PDF/UA-1 and PDF/A-2a (convention E2.4).
 *
 * <p>Prints a line for each file and profile, and each failed rule with its clause, its number of failures and the first place.
 * Ends with 0 if all passed, 1 if a rule failed, and 2 if a file could not be read or none was named.
 */
public class Referee {
    private static final List<PDFAFlavour> PROFILES = List.of(PDFAFlavour.PDFUA_1, PDFAFlavour.PDFA_2_A);

    public static void main(String[] names) {
        // veraPDF logs its own doubts about fonts and XMP; the verdict is in the result.
        Logger.getLogger("").setLevel(Level.OFF);
        if (names.length == 0) {
            System.err.println("usage: Referee FILE.pdf ...");
            System.exit(2);
        }
        VeraGreenfieldFoundryProvider.initialise();
        int exit = 0;
        for (String name : names) {
            for (PDFAFlavour profile : PROFILES) {
                exit = Math.max(exit, judge(new File(name), profile));
            }
        }
        System.exit(exit);
    }

    /** Validates one file against one profile, prints the verdict and returns its exit code. */
    private static int judge(File file, PDFAFlavour profile) {
        // The profile is given to the parser as well: what a file claims to be must not choose the rules.
        try (PDFAParser parser = Foundries.defaultInstance().createParser(file, profile);
                PDFAValidator validator = Foundries.defaultInstance().createValidator(profile, false)) {
            ValidationResult result = validator.validate(parser);
            boolean passed = result.isCompliant() && result.getTotalAssertions() > 0;
            System.out.printf("%s  %-7s  %s  (%d checks)%n",
                    passed ? "PASS" : "FAIL", label(profile), file.getName(), result.getTotalAssertions());
            if (!passed) {
                printFailedRules(result);
            }
            return passed ? 0 : 1;
        } catch (Exception fault) {
            System.out.printf("FAIL  %-7s  %s  cannot be read: %s%n", label(profile), file.getName(), fault.getMessage());
            return 2;
        }
    }

    /** Prints each failed rule once, in order of clause and test, with the first place where it failed. */
    private static void printFailedRules(ValidationResult result) {
        Map<String, TestAssertion> first = new TreeMap<>(Comparator.naturalOrder());
        Map<String, Integer> times = new TreeMap<>();
        for (TestAssertion assertion : result.getTestAssertions()) {
            if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                String rule = "clause " + assertion.getRuleId().getClause() + ", test " + assertion.getRuleId().getTestNumber();
                first.putIfAbsent(rule, assertion);
                times.merge(rule, 1, Integer::sum);
            }
        }
        first.forEach((rule, assertion) -> System.out.printf("      %s, %d times: %s%n        first at %s%n",
                rule, times.get(rule), assertion.getMessage(), assertion.getLocation().getContext()));
    }

    private static String label(PDFAFlavour profile) {
        return profile == PDFAFlavour.PDFUA_1 ? "PDF/UA-1" : "PDF/A-2a";
    }
}
