package dev.carafe.vsphere.esxi.vmx;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.Charset;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VmxFileTest {
    private static VmxFile parse(String text) throws CorruptVmxException {
        return VmxFile.parse(text.getBytes(UTF_8));
    }

    @Test
    void keepsOrderCommentsAndWhatItDoesNotKnow() throws CorruptVmxException {
        String text = """
                #!/usr/bin/vmware
                .encoding = "UTF-8"

                zeta = "1"
                Alpha = "two"
                # the end
                """;
        VmxFile file = parse(text);
        assertThat(file).hasToString(text);
        assertThat(file.with("ALPHA", "three").without("zeta"))
                .hasToString(text.replace("two", "three").replace("zeta = \"1\"\n", ""));
        assertThat(file).hasToString(text);
    }

    @Test
    void findsKeysInAnyCase() throws CorruptVmxException {
        VmxFile file = parse("\nscsi0:0.fileName = \"a.vmdk\"\n");
        assertThat(file.get("SCSI0:0.filename")).contains("a.vmdk");
        assertThat(file.lineOf("scsi0:0.FILENAME")).isEqualTo(2);
        assertThat(file.get("absent")).isEmpty();
        assertThat(file.lineOf("absent")).isZero();
    }

    @Test
    void escapesWhatCannotStandInAValue() throws CorruptVmxException {
        String value = "say \"hi\" | and\nmore\tÜ # no comment\0";
        VmxFile file = VmxFile.EMPTY.with("annotation", value);
        assertThat(file).hasToString("annotation = \"say |22hi|22 |7C and|0Amore|09Ü # no comment|00\"\n");
        assertThat(VmxFile.parse(file.bytes()).get("annotation")).contains(value);
        assertThat(parse("a = \"caf|C3|A9 |E9\"").get("a")).contains("café é");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "a=b~b",
                "a = 512 # MB~512",
                "  a   =   \"x y\"  # why~x y",
                "a = \"\"~``",
                "a =~``",
                "a = \"C:\\\\x = y\"~C:\\\\x = y",
            })
    void readsValuesWithAndWithoutQuotationMarks(String line, String value) throws CorruptVmxException {
        assertThat(parse(line).get("a")).contains(value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "no setting~form key",
                "= \"x\"~form key",
                "a b = \"x\"~form key",
                "a = \"x~not closed",
                "a = \"x\" y~after the value",
                "a = x\"y~within the value",
                "a = \"|2\"~two hexadecimal digits",
                "a = \"|zz\"~two hexadecimal digits",
                "first = \"again\"~Variable \"first\" is already defined",
            })
    void namesTheLineThatIsWrong(String line, String message) {
        assertThatExceptionOfType(CorruptVmxException.class)
                .isThrownBy(() -> parse("First = \"x\"\n\n" + line + "\nlast = \"y\"\n"))
                .withMessageContaining("line 3")
                .withMessageContaining(message)
                .satisfies(e -> assertThat(e.line()).isEqualTo(3));
    }

    @Test
    void readsOtherCharacterSets() throws CorruptVmxException {
        byte[] content =
                ".encoding = \"windows-1252\"\r\ndisplayName = \"Größe\"\r\n".getBytes(Charset.forName("windows-1252"));
        assertThat(VmxFile.parse(content).get("displayName")).contains("Größe");
        assertThatExceptionOfType(CorruptVmxException.class)
                .isThrownBy(() -> VmxFile.parse("a = \"b\"\nc = \"Größe\"\n".getBytes(Charset.forName("windows-1252"))))
                .withMessageContaining("line 2")
                .withMessageContaining("UTF-8");
        assertThatExceptionOfType(CorruptVmxException.class)
                .isThrownBy(() -> parse(".encoding = \"klingon\"\n"))
                .withMessageContaining("klingon");
    }

    @Test
    void refusesTooMuch() {
        assertThatExceptionOfType(CorruptVmxException.class)
                .isThrownBy(() -> VmxFile.parse(new byte[VmxFile.BYTES_MAX + 1]));
        StringBuilder many = new StringBuilder();
        for (int i = 0; i <= VmxFile.SETTINGS_MAX; i++) {
            many.append('k').append(i).append("=v\n");
        }
        assertThatExceptionOfType(CorruptVmxException.class).isThrownBy(() -> parse(many.toString()));
        assertThatExceptionOfType(CorruptVmxException.class)
                .isThrownBy(() -> parse("k".repeat(VmxFile.KEY_MAX + 1) + " = \"x\""));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8})
    void neverFailsOtherwiseThanBySayingSo(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        String letters = "ab=\"|#09 \n\r\0Ü\uFEFF";
        for (int i = 0; i < 2000; i++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(40);
            for (int j = 0; j < length; j++) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            try {
                VmxFile file = parse(text.toString());
                assertThat(VmxFile.parse(file.bytes()).settings())
                        .as("seed %d step %d: %s", seed, i, text)
                        .isEqualTo(file.settings());
            } catch (CorruptVmxException said) {
                assertThat(said).hasMessageContaining("Dictionary problem");
            }
        }
    }
}
