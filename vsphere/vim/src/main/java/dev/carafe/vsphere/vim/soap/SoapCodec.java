package dev.carafe.vsphere.vim.soap;

import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.Field;
import dev.carafe.vsphere.vim.ManagedMethod;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.Namespace;
import dev.carafe.vsphere.vim.Version;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads and writes the messages of one or more namespaces. Safe for all threads. */
public final class SoapCodec {
    private static final String OPEN = """
            <?xml version="1.0" encoding="UTF-8"?>
            <soapenv:Envelope xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/" \
            xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" \
            xmlns:xsd="http://www.w3.org/2001/XMLSchema" \
            xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
            """;
    private static final String BODY = "<soapenv:Body>\n";
    private static final String CLOSE = "\n</soapenv:Body>\n</soapenv:Envelope>";

    private final WireTypes types;
    private final XmlInput.Factory inputs;
    private final XmlInput.Factory responses;

    /** A name that several namespaces have belongs to the first of them, unless its prefix says otherwise. */
    public SoapCodec(List<Namespace> namespaces, Limits requestLimits, Limits responseLimits) {
        types = new WireTypes(namespaces);
        inputs = new XmlInput.Factory(requestLimits);
        responses = new XmlInput.Factory(responseLimits);
    }

    /** With the usual limits. */
    public SoapCodec(Namespace... namespaces) {
        this(List.of(namespaces), Limits.REQUEST, Limits.RESPONSE);
    }

    /**
     * Reads a request, strictly.
     *
     * @throws FaultException the protocol's answer to a request that is malformed, of wrong types, or lacks what must be there
     * @throws IOException when the stream fails
     */
    public SoapRequest readRequest(InputStream in) throws IOException {
        try {
            return new RequestReader(inputs.open(in), types).read();
        } catch (MalformedMessageException e) {
            throw Refusal.invalidRequest(e.getMessage());
        }
    }

    /**
     * Reads a response to a call of the method, leniently.
     *
     * @return the result: null for none, an unmodifiable list for an array
     * @throws FaultException when the response is a fault
     * @throws MalformedMessageException when it is neither
     * @throws IOException when the stream fails
     */
    public @Nullable Object readResponse(InputStream in, ManagedMethod method) throws IOException {
        return new ResponseReader(responses.open(in), types).read(method);
    }

    /** Writes a request for a server of this version; arguments that came later are left out. */
    public void writeRequest(
            OutputStream out,
            SoapHeader header,
            ManagedObjectReference<?> target,
            ManagedMethod method,
            @Nullable Object[] arguments,
            Version version)
            throws IOException {
        XmlOutput xml = new XmlOutput(out).raw(OPEN);
        writeHeader(xml, header);
        Namespace namespace = method.wireNamespace();
        xml.raw(BODY)
                .raw("<")
                .raw(method.wsdlName())
                .raw(" xmlns=\"")
                .raw(namespace.urn())
                .raw("\">");
        xml.raw("<_this type=\"").text(target.type()).raw("\"");
        if (target.serverGuid() != null) {
            xml.raw(" serverGuid=\"").text(target.serverGuid()).raw("\"");
        }
        xml.raw(">").text(target.value()).raw("</_this>");
        ValueEncoder encoder = new ValueEncoder(xml, version);
        List<Field> parameters = method.parameters();
        for (int i = 0; i < parameters.size(); i++) {
            encoder.field(parameters.get(i), arguments[i], namespace);
        }
        xml.raw("</").raw(method.wsdlName()).raw(">").raw(CLOSE).flush();
    }

    /** Writes the result of a call, for a client of this version. */
    public void writeResponse(OutputStream out, ManagedMethod method, @Nullable Object result, Version version)
            throws IOException {
        Namespace namespace = method.wireNamespace();
        XmlOutput xml = new XmlOutput(out).raw(OPEN).raw(BODY);
        xml.raw("<")
                .raw(method.wsdlName())
                .raw("Response xmlns=\"")
                .raw(namespace.urn())
                .raw("\">");
        Field field = method.result();
        if (field != null) {
            new ValueEncoder(xml, version).field(field, result, namespace);
        }
        xml.raw("</").raw(method.wsdlName()).raw("Response>").raw(CLOSE).flush();
    }

    /** Writes a fault with its detail, for a client of this version. The HTTP status that goes with it is 500. */
    public void writeFault(OutputStream out, FaultException fault, Version version) throws IOException {
        XmlOutput xml = new XmlOutput(out).raw(OPEN).raw(BODY);
        xml.raw("<soapenv:Fault><faultcode>ServerFaultCode</faultcode><faultstring>");
        xml.text(fault.getMessage()).raw("</faultstring><detail>");
        new ValueEncoder(xml, version).faultDetail(fault.fault());
        xml.raw("</detail></soapenv:Fault>").raw(CLOSE).flush();
    }

    /**
     * Writes one value as a document of its own: an element with its {@code xsi:type}.
     *
     * @param element the element's name, ASCII
     */
    public void writeValue(OutputStream out, String element, DataObject value, Version version) throws IOException {
        XmlOutput xml = new XmlOutput(out).raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        new ValueEncoder(xml, version).document(element, value);
        xml.flush();
    }

    /**
     * Reads a document of one value, leniently.
     *
     * @return the value, of the type that {@code xsi:type} names
     * @throws MalformedMessageException when it is none
     */
    public @Nullable Object readValue(InputStream in) throws IOException {
        XmlInput input = responses.open(in);
        try {
            return new ValueDecoder(input, types, false).value(dev.carafe.vsphere.vim.Primitive.ANY, input.name());
        } catch (FaultException e) {
            throw new MalformedMessageException(e.getMessage(), e);
        }
    }

    private static void writeHeader(XmlOutput xml, SoapHeader header) throws IOException {
        if (header.equals(SoapHeader.NONE)) {
            return;
        }
        xml.raw("<soapenv:Header>");
        writeHeader(xml, "operationID", header.operationId());
        writeHeader(xml, "vcSessionCookie", header.sessionCookie());
        xml.raw("</soapenv:Header>\n");
    }

    private static void writeHeader(XmlOutput xml, String name, @Nullable String value) throws IOException {
        if (value != null) {
            xml.raw("<").raw(name).raw(">").text(value).raw("</").raw(name).raw(">");
        }
    }
}
