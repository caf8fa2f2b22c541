package dev.carafe.vsphere.vim.soap;

import com.ctc.wstx.api.WstxInputProperties;
import java.io.IOException;
import java.io.InputStream;
import javax.xml.stream.Location;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * A bounded cursor over XML that knows no document types and no entities but the five that XML itself has. It stands on an
 * element's start or end; text is read with {@link #text}.
 */
final class XmlInput {
    static final String XSI = "http://www.w3.org/2001/XMLSchema-instance";

    private final XMLStreamReader reader;
    private final Limits limits;

    private XmlInput(XMLStreamReader reader, Limits limits) {
        this.reader = reader;
        this.limits = limits;
    }

    /** Makes cursors with the same limits; safe for all threads. */
    static final class Factory {
        /** Woodstox, which the JDK finds as a service; another parser would refuse the limits. */
        private final XMLInputFactory factory = XMLInputFactory.newFactory();

        private final Limits limits;

        Factory(Limits limits) {
            this.limits = limits;
            factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
            factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
            factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
            factory.setProperty(XMLInputFactory.IS_COALESCING, false);
            factory.setProperty(WstxInputProperties.P_MAX_ELEMENT_DEPTH, limits.depth());
            factory.setProperty(WstxInputProperties.P_MAX_ELEMENT_COUNT, limits.elements());
            factory.setProperty(WstxInputProperties.P_MAX_CHARACTERS, limits.characters());
            factory.setProperty(WstxInputProperties.P_MAX_ATTRIBUTES_PER_ELEMENT, limits.attributes());
            factory.setProperty(WstxInputProperties.P_MAX_ATTRIBUTE_SIZE, limits.attributeCharacters());
        }

        /** Starts reading; the cursor stands on the root element. */
        XmlInput open(InputStream in) throws IOException {
            try {
                XmlInput input = new XmlInput(factory.createXMLStreamReader(in), limits);
                if (!input.nextElement()) {
                    throw new MalformedMessageException("The message has no element");
                }
                return input;
            } catch (XMLStreamException e) {
                throw malformed(e);
            }
        }
    }

    /**
     * Goes to the next start of an element (true) or to the end of the one that it is in (false).
     *
     * @throws MalformedMessageException when there is text in between, or what must not be in a message
     */
    boolean nextElement() throws IOException {
        try {
            while (reader.hasNext()) {
                switch (reader.next()) {
                    case XMLStreamConstants.START_ELEMENT -> {
                        return true;
                    }
                    case XMLStreamConstants.END_ELEMENT, XMLStreamConstants.END_DOCUMENT -> {
                        return false;
                    }
                    case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
                        if (!reader.isWhiteSpace()) {
                            throw malformed("Text where only elements may be");
                        }
                    }
                    default -> skipNothingElse();
                }
            }
            return false;
        } catch (XMLStreamException e) {
            throw malformed(e);
        }
    }

    /** Reads to the end of the message, where nothing more may be. */
    void end() throws IOException {
        if (nextElement()) {
            throw malformed("An element after the end");
        }
    }

    /** The text of the element that it stands on; then it stands on its end. */
    String text() throws IOException {
        StringBuilder joined = null;
        String first = "";
        try {
            while (true) {
                switch (reader.next()) {
                    case XMLStreamConstants.END_ELEMENT -> {
                        return joined == null ? first : joined.toString();
                    }
                    case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
                        if (first.isEmpty() && joined == null) {
                            first = reader.getText();
                        } else {
                            joined = joined == null ? new StringBuilder(first) : joined;
                            joined.append(reader.getText());
                        }
                        if ((joined == null ? first.length() : joined.length()) > limits.textCharacters()) {
                            throw malformed("A value of more than " + limits.textCharacters() + " characters");
                        }
                    }
                    case XMLStreamConstants.START_ELEMENT -> throw malformed("An element where only text may be");
                    default -> skipNothingElse();
                }
            }
        } catch (XMLStreamException e) {
            throw malformed(e);
        }
    }

    /** Passes over the element that it stands on; then it stands on its end. */
    void skip() throws IOException {
        try {
            for (int depth = 1; depth > 0; ) {
                switch (reader.next()) {
                    case XMLStreamConstants.START_ELEMENT -> depth++;
                    case XMLStreamConstants.END_ELEMENT -> depth--;
                    case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {}
                    default -> skipNothingElse();
                }
            }
        } catch (XMLStreamException e) {
            throw malformed(e);
        }
    }

    /** The name of the element without its prefix. */
    String name() {
        return reader.getLocalName();
    }

    /** The XML namespace of the element; empty for none. */
    String namespace() {
        String uri = reader.getNamespaceURI();
        return uri == null ? "" : uri;
    }

    /** An attribute without a namespace; null when absent. */
    @Nullable
    String attribute(String name) {
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            String uri = reader.getAttributeNamespace(i);
            if ((uri == null || uri.isEmpty())
                    && reader.getAttributeLocalName(i).equals(name)) {
                return reader.getAttributeValue(i);
            }
        }
        return null;
    }

    /** An attribute of XML Schema's instance namespace; null when absent. */
    @Nullable
    String schemaAttribute(String name) {
        return reader.getAttributeCount() == 0 ? null : reader.getAttributeValue(XSI, name);
    }

    /** The namespace that a prefix stands for here ("" for the default one); empty when it stands for none. */
    String namespaceOf(String prefix) {
        String uri = reader.getNamespaceContext().getNamespaceURI(prefix);
        return uri == null ? "" : uri;
    }

    MalformedMessageException malformed(String what) {
        Location location = reader.getLocation();
        return new MalformedMessageException(
                what + " at line " + location.getLineNumber() + ", column " + location.getColumnNumber());
    }

    private void skipNothingElse() throws MalformedMessageException {
        switch (reader.getEventType()) {
            case XMLStreamConstants.DTD -> throw malformed("A document type, which a message may not have,");
            case XMLStreamConstants.ENTITY_REFERENCE -> throw malformed("An entity, which a message may not have,");
            default -> {}
        }
    }

    private static IOException malformed(XMLStreamException e) {
        if (e.getNestedException() instanceof IOException io && !(io instanceof java.io.CharConversionException)) {
            return io;
        }
        Location location = e.getLocation();
        String where = location == null
                ? ""
                : " at line " + location.getLineNumber() + ", column " + location.getColumnNumber();
        String what = e.getMessage() == null
                ? "it is no XML"
                : e.getMessage().lines().findFirst().orElse("");
        return new MalformedMessageException("The message cannot be read: " + what + where, e);
    }
}
