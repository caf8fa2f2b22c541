package dev.carafe.vsphere.esxi.ovf;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Reads a descriptor's XML. */
public final class OvfReader {
    /** How many characters a descriptor may have. */
    public static final int CHARACTERS_MAX = 4 << 20;

    private static final int DEPTH_MAX = 32;
    private static final int ELEMENTS_MAX = 20_000;
    private static final int ATTRIBUTES_MAX = 32;

    private static final XMLInputFactory FACTORY = factory();

    private final XMLStreamReader reader;
    private int elements;

    private OvfReader(XMLStreamReader reader) {
        this.reader = reader;
    }

    /**
     * Reads an envelope.
     *
     * @throws MalformedOvfException when it is none
     */
    public static OvfEnvelope read(String descriptor) throws MalformedOvfException {
        if (descriptor.length() > CHARACTERS_MAX) {
            throw new MalformedOvfException(1, "The descriptor has more than " + CHARACTERS_MAX + " characters.");
        }
        try {
            XMLStreamReader stream = FACTORY.createXMLStreamReader(new StringReader(descriptor));
            try {
                OvfReader ovf = new OvfReader(stream);
                while (stream.hasNext()) {
                    int event = stream.next();
                    if (event == XMLStreamConstants.DTD) {
                        throw ovf.malformed("A descriptor has no document type.");
                    }
                    if (event == XMLStreamConstants.START_ELEMENT) {
                        return OvfEnvelope.of(ovf.element(1));
                    }
                }
                throw ovf.malformed("The descriptor has no element.");
            } finally {
                stream.close();
            }
        } catch (XMLStreamException wrong) {
            int line = wrong.getLocation() == null ? 1 : wrong.getLocation().getLineNumber();
            throw new MalformedOvfException(line, "It is not well-formed XML.");
        }
    }

    private OvfElement element(int depth) throws XMLStreamException, MalformedOvfException {
        if (depth > DEPTH_MAX || ++elements > ELEMENTS_MAX) {
            throw malformed("There are too many elements, or too deep within each other.");
        }
        String name = reader.getLocalName();
        int line = reader.getLocation().getLineNumber();
        if (reader.getAttributeCount() > ATTRIBUTES_MAX) {
            throw malformed("The element " + name + " has too many attributes.");
        }
        Map<String, String> attributes = new HashMap<>();
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            attributes.put(
                    reader.getAttributeLocalName(i), reader.getAttributeValue(i).strip());
        }
        List<OvfElement> children = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        while (true) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> children.add(element(depth + 1));
                case XMLStreamConstants.END_ELEMENT -> {
                    return new OvfElement(
                            name, attributes, children, text.toString().strip(), line);
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text.append(reader.getText());
                case XMLStreamConstants.ENTITY_REFERENCE, XMLStreamConstants.END_DOCUMENT ->
                    throw malformed("There is an entity that XML itself does not have.");
                default -> {
                    // comments and processing instructions say nothing
                }
            }
        }
    }

    private MalformedOvfException malformed(String reason) {
        return new MalformedOvfException(Math.max(1, reader.getLocation().getLineNumber()), reason);
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, false);
        return factory;
    }
}
