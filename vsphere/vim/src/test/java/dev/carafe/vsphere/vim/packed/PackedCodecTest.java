package dev.carafe.vsphere.vim.packed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.vsphere.vim.ArrayOf;
import dev.carafe.vsphere.vim.Binary;
import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.DataType;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.Primitive;
import dev.carafe.vsphere.vim.soap.SoapCodec;
import dev.carafe.vsphere.vim.soap.Values;
import dev.carafe.vsphere.vim.vim25.DynamicProperty;
import dev.carafe.vsphere.vim.vim25.ObjectContent;
import dev.carafe.vsphere.vim.vim25.Vim25;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackedCodecTest {
    private final PackedCodec codec = new PackedCodec(Vim25.NAMESPACE);

    private static ObjectContent content(String value) {
        return ObjectContent.builder()
                .obj(new ManagedObjectReference<>("VirtualMachine", "vm-1", "elsewhere"))
                .propSet(List.of(
                        new DynamicProperty("name", value),
                        new DynamicProperty("names", new ArrayOf(Primitive.STRING, List.of(value, value)))))
                .build();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everyDataTypeFaultAndSetOfPropertiesComesBack(long seed) throws IOException {
        for (DataType type : Vim25.NAMESPACE.dataTypes()) {
            DataObject value = new Values(seed).data(type);
            assertThat(codec.decode(codec.encode(value)))
                    .as("%s, seed %d", type, seed)
                    .isEqualTo(value);
        }
    }

    @Test
    void referencesOfOtherServersAndLongTextsComeBack() throws IOException {
        ObjectContent value = content("größer 東京 ".repeat(10_000));
        assertThat(codec.decode(codec.encode(value))).isEqualTo(value);
    }

    @Test
    void aDocumentOfATypeWithOtherFieldsIsRefused() {
        byte[] document = codec.encode(content("web"));
        DataType type = (DataType) Objects.requireNonNull(Vim25.NAMESPACE.type("ObjectContent"));
        int afterName = 4 + type.wsdlName().length(); // form, tag, 0 for a new type, length of its name
        document[afterName + 3] ^= 1;
        assertThatThrownBy(() -> codec.decode(document))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ObjectContent has other fields");
    }

    @Test
    void whatIsCutOffIsRefused() {
        byte[] document = codec.encode(content("web"));
        for (int length = 0; length < document.length; length++) {
            byte[] begin = Arrays.copyOf(document, length);
            assertThatThrownBy(() -> codec.decode(begin)).as("%d bytes", length).isInstanceOf(IOException.class);
        }
    }

    @Test
    void whatIsDamagedIsRefusedOrSomethingElse() {
        byte[] document = codec.encode(content("web"));
        for (int at = 0; at < document.length; at++) {
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                byte[] damaged = document.clone();
                damaged[at] ^= (byte) (1 << bit);
                try {
                    assertThat(codec.decode(damaged)).isNotNull();
                } catch (IOException refused) {
                    assertThat(refused.getMessage()).isNotEmpty();
                }
            }
        }
    }

    @Test
    void xmlIsNotPacked() {
        assertThat(PackedCodec.isPacked("<obj/>".getBytes(UTF_8))).isFalse();
        assertThat(PackedCodec.isPacked()).isFalse();
        assertThat(PackedCodec.isPacked(codec.encode(content("web")))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aDigestIsThatOfTheSameValueAlone(long seed) throws IOException {
        Set<String> digests = new HashSet<>();
        Set<DataObject> values = new HashSet<>();
        for (DataType type : Vim25.NAMESPACE.dataTypes()) {
            DataObject value = new Values(seed).data(type);
            values.add(value);
            digests.add(codec.digest(value));
            assertThat(codec.digest(codec.decode(codec.encode(value))))
                    .as("%s, seed %d", type, seed)
                    .isEqualTo(codec.digest(value))
                    .isEqualTo(PackedCodec.digest(codec.encode(value)))
                    .matches("[A-Za-z0-9_-]{22}");
        }
        assertThat(digests).as("seed %d", seed).hasSameSizeAs(values);
    }

    @Test
    void aDigestIsThatOfWhatComesOutOfAMessage() throws IOException {
        SoapCodec messages = new SoapCodec(Vim25.NAMESPACE);
        DynamicProperty value = new DynamicProperty(
                "all",
                new ArrayOf(
                        Primitive.ANY,
                        List.of(
                                Instant.parse("2026-01-02T03:04:05.123456789Z"),
                                new ArrayOf(Primitive.LONG, List.of(1L, Long.MIN_VALUE)),
                                "a\ttext with\r\nlines",
                                1.5f,
                                0.1,
                                (byte) -1,
                                (short) 300,
                                Binary.of(new byte[] {1, 2}),
                                VirtualMachinePowerState.POWERED_ON)));
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        messages.writeValue(message, "value", value, Vim25.NAMESPACE.versions().getLast());
        DataObject read = (DataObject)
                Objects.requireNonNull(messages.readValue(new ByteArrayInputStream(message.toByteArray())));
        assertThat(codec.digest(read)).isEqualTo(codec.digest(value));
    }
}
