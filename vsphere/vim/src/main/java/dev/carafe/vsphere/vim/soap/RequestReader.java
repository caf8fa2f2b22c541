package dev.carafe.vsphere.vim.soap;

import dev.carafe.vsphere.vim.Field;
import dev.carafe.vsphere.vim.ManagedMethod;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.ManagedType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one request. */
final class RequestReader {
    /** The object that a method is called on, as the first of its fields. */
    private static final Field THIS =
            new Field(WireTypes.BASE, "_this", WireTypes.MANAGED_OBJECT, false, false, false, null, null);

    private final XmlInput in;
    private final WireTypes types;
    private final ValueDecoder decoder;

    RequestReader(XmlInput in, WireTypes types) {
        this.in = in;
        this.types = types;
        this.decoder = new ValueDecoder(in, types, true);
    }

    SoapRequest read() throws IOException {
        SoapHeader header = Envelope.open(in);
        String name = in.name();
        ManagedMethod method = types.method(in.namespace(), name);
        List<Field> fields = new ArrayList<>();
        fields.add(THIS);
        if (method != null) {
            fields.addAll(method.parameters());
        }
        @Nullable Object[] values = decoder.fields(fields);
        Envelope.close(in);
        if (!(values[0] instanceof ManagedObjectReference<?> target)) {
            throw Refusal.missing("_this", "the call of " + name);
        }
        if (method == null || !has(target, method)) {
            throw Refusal.methodNotFound(target, name);
        }
        @Nullable Object[] arguments = Arrays.copyOfRange(values, 1, values.length);
        Field missing = method.missing(arguments);
        if (missing != null) {
            throw Refusal.missing(missing.name(), "the call of " + name);
        }
        freeze(arguments);
        return new SoapRequest(
                header, target, method, Collections.unmodifiableList(Arrays.<@Nullable Object>asList(arguments)));
    }

    private boolean has(ManagedObjectReference<?> target, ManagedMethod method) {
        return types.named("", target.type()) instanceof ManagedType type && type.isSubtypeOf(method.owner());
    }

    private static void freeze(@Nullable Object[] values) {
        for (int i = 0; i < values.length; i++) {
            if (values[i] instanceof List<?> list) {
                values[i] = List.copyOf(list);
            }
        }
    }
}
