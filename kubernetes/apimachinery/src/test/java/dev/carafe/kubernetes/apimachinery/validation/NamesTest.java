package dev.carafe.kubernetes.apimachinery.validation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
    private static final Pattern SUBDOMAIN = Pattern.compile(LABEL + "(\\." + LABEL + ")*");
    private static final Pattern DNS1035 = Pattern.compile("[a-z]([-a-z0-9]*[a-z0-9])?");
    private static final Pattern QUALIFIED = Pattern.compile("([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void agreesWithTheExpressions(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 5_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(7); length > 0; length--) {
                text.append("ab0-.A_ ".charAt(random.nextInt(8)));
            }
            String name = text.toString();
            assertThat(Names.dns1123Label(name).isEmpty())
                    .as("seed %d label '%s'", seed, name)
                    .isEqualTo(LABEL.matcher(name).matches());
            assertThat(Names.dns1123Subdomain(name).isEmpty())
                    .as("seed %d subdomain '%s'", seed, name)
                    .isEqualTo(SUBDOMAIN.matcher(name).matches());
            assertThat(Names.dns1035Label(name).isEmpty())
                    .as("seed %d 1035 '%s'", seed, name)
                    .isEqualTo(DNS1035.matcher(name).matches());
            assertThat(Names.labelValue(name).isEmpty())
                    .as("seed %d value '%s'", seed, name)
                    .isEqualTo(name.isEmpty() || QUALIFIED.matcher(name).matches());
        }
    }

    @Test
    void explainsInUpstreamsWords() {
        assertThat(Names.dns1123Subdomain("Bad_Name"))
                .containsExactly(
                        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-'"
                                + " or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used"
                                + " for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')");
        assertThat(Names.dns1123Label("a.b")).containsExactly("must not contain dots");
        assertThat(Names.dns1123Label("a".repeat(64))).containsExactly("must be no more than 63 characters");
        assertThat(Names.dns1035Label("1a"))
                .containsExactly(
                        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with"
                                + " an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or"
                                + " 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')");
        assertThat(Names.qualifiedName("/a")).containsExactly("prefix part must be non-empty");
        assertThat(Names.qualifiedName("a/")).first().isEqualTo("name part must be non-empty");
        assertThat(Names.qualifiedName("a/b/c")).first().asString().startsWith("a valid label key must consist of");
        assertThat(Names.pathSegment("a/b%")).containsExactly("may not contain '/'", "may not contain '%'");
    }

    @Test
    void knowsPortsKeysAndPercentages() {
        assertThat(Values.portName("http-1")).isEmpty();
        assertThat(Values.portName("HTTP--")).hasSize(4);
        assertThat(Values.portName("a-name-too-long-1")).containsExactly("must be no more than 15 characters");
        assertThat(Values.portNumber(65536)).containsExactly("must be between 1 and 65535, inclusive");
        assertThat(Values.percent("5%")).isEmpty();
        assertThat(Values.configMapKey("..data")).containsExactly("must not start with '..'");
        assertThat(Values.envVarName("a.b-C 1")).isEmpty();
        assertThat(Values.envVarName("a=b")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "10.9.8.7",
                "255.255.255.255",
                "::",
                "::1",
                "1::",
                "2001:db8::ffff",
                "1:2:3:4:5:6:7:8",
                "::ffff:1.2.3.4",
                "1:2:3:4:5:6:1.2.3.4"
            })
    void takesAddresses(String text) {
        assertThat(Values.ip(text)).isEmpty();
        assertThat(Values.cidr(text + "/32")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1.2.3",
                "01.2.3.4",
                "1.2.3.256",
                "1.2.3.4.5",
                "localhost",
                ":",
                ":::",
                "1::2::3",
                "12345::",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1.2.3.4::",
                "fe80::1%eth0",
                "1:2:3:4:5:6:7:8::"
            })
    void refusesWhatIsNoAddress(String text) {
        assertThat(Values.ip(text)).containsExactly("must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)");
    }

    @Test
    void boundsAnnotationsTogether() {
        assertThat(MetadataRules.annotations(
                        Map.of("a", "x".repeat(MetadataRules.ANNOTATIONS_BYTES_MAX)), FieldPath.of("m")))
                .singleElement()
                .hasToString("m: Too long: may not be more than 262144 bytes");
        assertThat(MetadataRules.labels(Map.of("a b", "c"), FieldPath.of("m"))).hasSize(1);
    }
}
