package dev.carafe.vsphere.vim.soap;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The envelope around a message: reads what is kept of the header and finds the body's one element. */
final class Envelope {
    static final String SOAP = "http://schemas.xmlsoap.org/soap/envelope/";

    private Envelope() {}

    /** Reads up to the body's element, on which the cursor then stands. */
    static SoapHeader open(XmlInput in) throws IOException {
        if (!in.name().equals("Envelope") || !in.namespace().equals(SOAP)) {
            throw in.malformed("No SOAP 1.1 envelope, but " + in.name());
        }
        SoapHeader header = SoapHeader.NONE;
        while (in.nextElement()) {
            if (!in.namespace().equals(SOAP)) {
                throw in.malformed("An envelope holds no " + in.name());
            }
            switch (in.name()) {
                case "Header" -> header = header(in);
                case "Body" -> {
                    if (!in.nextElement()) {
                        throw in.malformed("An empty body");
                    }
                    return header;
                }
                default -> throw in.malformed("An envelope holds no " + in.name());
            }
        }
        throw in.malformed("An envelope without a body");
    }

    private static SoapHeader header(XmlInput in) throws IOException {
        @Nullable String operationId = null;
        @Nullable String sessionCookie = null;
        while (in.nextElement()) {
            switch (in.name()) {
                case "operationID" -> operationId = in.text();
                case "vcSessionCookie" -> sessionCookie = in.text();
                default -> in.skip();
            }
        }
        return new SoapHeader(operationId, sessionCookie);
    }

    /** Reads from the end of the body's element to the end of the message. */
    static void close(XmlInput in) throws IOException {
        if (in.nextElement()) {
            throw in.malformed("A second element in the body");
        }
        if (in.nextElement()) {
            throw in.malformed("An element after the body");
        }
        in.end();
    }
}
