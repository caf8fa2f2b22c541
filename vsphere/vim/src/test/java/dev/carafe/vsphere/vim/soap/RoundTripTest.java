package dev.carafe.vsphere.vim.soap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.DataType;
import dev.carafe.vsphere.vim.EnumType;
import dev.carafe.vsphere.vim.Field;
import dev.carafe.vsphere.vim.ManagedMethod;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.Namespace;
import dev.carafe.vsphere.vim.Version;
import dev.carafe.vsphere.vim.VimEnum;
import dev.carafe.vsphere.vim.eam.Eam;
import dev.carafe.vsphere.vim.pbm.Pbm;
import dev.carafe.vsphere.vim.sms.Sms;
import dev.carafe.vsphere.vim.vim25.Vim25;
import dev.carafe.vsphere.vim.vsan.Vsan;
import dev.carafe.vsphere.vim.vslm.Vslm;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything that the tables have comes back from the wire as it was. */
class RoundTripTest {
    private static final List<Namespace> ALL =
            List.of(Vim25.NAMESPACE, Pbm.NAMESPACE, Sms.NAMESPACE, Eam.NAMESPACE, Vslm.NAMESPACE, Vsan.NAMESPACE);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everyDataTypeAndFaultComesBack(long seed) throws IOException {
        int seen = 0;
        for (Namespace namespace : ALL) {
            SoapCodec codec = codec(namespace);
            for (DataType type : namespace.dataTypes()) {
                if (type.kind() == DataType.Kind.PROPERTIES) {
                    continue;
                }
                DataObject value = new Values(seed).data(type);
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                codec.writeValue(out, "value", value, newest(namespace));
                assertThat(codec.readValue(new ByteArrayInputStream(out.toByteArray())))
                        .as("%s %s, seed %d: %s", namespace, type, seed, out)
                        .isEqualTo(value);
                seen++;
            }
        }
        assertThat(seen).isGreaterThan(3_900);
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5})
    void everyCallAndResultComesBack(long seed) throws IOException {
        for (Namespace namespace : ALL) {
            SoapCodec codec = codec(namespace);
            for (ManagedMethod method : namespace.methods()) {
                Values values = new Values(seed);
                ManagedObjectReference<?> target =
                        new ManagedObjectReference<>(method.owner().wsdlName(), "x-1");
                @Nullable
                Object[] arguments = new @Nullable Object[method.parameters().size()];
                for (int i = 0; i < arguments.length; i++) {
                    arguments[i] = sample(values, method.parameters().get(i));
                }
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                SoapHeader header = new SoapHeader("op-1", "cookie");
                codec.writeRequest(out, header, target, method, arguments, newest(namespace));
                SoapRequest request = codec.readRequest(new ByteArrayInputStream(out.toByteArray()));
                assertThat(request.method()).isSameAs(method);
                assertThat(request.header()).isEqualTo(header);
                assertThat(request.target()).isEqualTo(target);
                assertThat(request.argumentArray())
                        .as("%s seed %d: %s", method, seed, out)
                        .isEqualTo(arguments);

                Field result = method.result();
                Object value = result == null ? null : sample(values, result);
                out.reset();
                codec.writeResponse(out, method, value, newest(namespace));
                assertThat(codec.readResponse(new ByteArrayInputStream(out.toByteArray()), method))
                        .as("%s seed %d: %s", method, seed, out)
                        .isEqualTo(value);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"vim25", "pbm", "sms", "eam", "vslm", "vsan"})
    void everyEnumKnowsItsValues(String name) {
        for (Namespace namespace : ALL) {
            if (namespace.name().equals(name)) {
                for (EnumType type : namespace.enumTypes()) {
                    for (VimEnum constant : type.constants()) {
                        assertThat(constant.enumType()).isSameAs(type);
                        if (!constant.wire().isEmpty()) {
                            assertThat(type.constant(constant.wire())).isSameAs(constant);
                        }
                    }
                }
            }
        }
    }

    private static Object sample(Values values, Field field) {
        Object value = values.value(field.type(), 3);
        return field.array() ? List.of(value) : value;
    }

    private static SoapCodec codec(Namespace namespace) {
        return namespace == Vim25.NAMESPACE ? new SoapCodec(namespace) : new SoapCodec(namespace, Vim25.NAMESPACE);
    }

    private static Version newest(Namespace namespace) {
        return namespace.versions().getLast();
    }
}
