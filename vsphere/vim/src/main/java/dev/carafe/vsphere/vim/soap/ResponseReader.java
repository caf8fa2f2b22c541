package dev.carafe.vsphere.vim.soap;

import dev.carafe.vsphere.vim.Absent;
import dev.carafe.vsphere.vim.DataType;
import dev.carafe.vsphere.vim.Fault;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.Field;
import dev.carafe.vsphere.vim.ManagedMethod;
import dev.carafe.vsphere.vim.VimType;
import dev.carafe.vsphere.vim.vim25.RuntimeFault;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one response. */
final class ResponseReader {
    private static final String FAULT_SUFFIX = "Fault";

    private final XmlInput in;
    private final WireTypes types;
    private final ValueDecoder decoder;

    ResponseReader(XmlInput in, WireTypes types) {
        this.in = in;
        this.types = types;
        this.decoder = new ValueDecoder(in, types, false);
    }

    @Nullable
    Object read(ManagedMethod method) throws IOException {
        Envelope.open(in);
        FaultException fault = null;
        Object result = null;
        try {
            if (in.name().equals("Fault") && in.namespace().equals(Envelope.SOAP)) {
                fault = fault();
            } else if (in.name().equals(method.wsdlName() + "Response")) {
                result = result(method.result());
            } else {
                throw in.malformed("No response to " + method.wsdlName() + ", but " + in.name());
            }
        } catch (FaultException e) { // the decoder's, which is not the server's
            throw new MalformedMessageException(e.getMessage(), e);
        }
        Envelope.close(in);
        if (fault != null) {
            throw fault;
        }
        return result;
    }

    private @Nullable Object result(@Nullable Field field) throws IOException {
        if (field == null) {
            decoder.fields(List.of());
            return null;
        }
        Object value = decoder.fields(List.of(field))[0];
        return field.array() ? List.copyOf(Absent.list(value)) : value;
    }

    private FaultException fault() throws IOException {
        String message = "";
        Fault fault = null;
        while (in.nextElement()) {
            switch (in.name()) {
                case "faultstring" -> message = in.text();
                case "detail" -> fault = detail();
                default -> in.skip();
            }
        }
        return new FaultException(fault == null ? RuntimeFault.builder().build() : fault, message);
    }

    /** The fault's type is that of {@code xsi:type}, or what the element is called after; null when neither is known. */
    private @Nullable Fault detail() throws IOException {
        Fault fault = null;
        while (in.nextElement()) {
            String name = in.name();
            String qname = in.schemaAttribute("type");
            VimType type = qname != null ? types.named(in, qname) : types.named(in.namespace(), withoutSuffix(name));
            if (fault == null && type instanceof DataType data && data.kind() == DataType.Kind.FAULT) {
                fault = (Fault) decoder.value(data, name);
            } else {
                in.skip();
            }
        }
        return fault;
    }

    private static String withoutSuffix(String name) {
        return name.endsWith(FAULT_SUFFIX) ? name.substring(0, name.length() - FAULT_SUFFIX.length()) : name;
    }
}
