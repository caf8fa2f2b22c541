package dev.carafe.vsphere.client;

import dev.carafe.vsphere.vim.Namespace;
import dev.carafe.vsphere.vim.Version;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/** Picks the version to speak by a server's {@code vimServiceVersions.xml}. Pure. */
final class VersionNegotiation {
    private static final int VERSIONS_MAX = 1_000;

    private VersionNegotiation() {}

    /** The newest version that both sides have; null when there is none. */
    static @Nullable Version pick(Namespace namespace, List<String> offered) {
        Version best = null;
        for (String id : offered) {
            Version version = namespace.version(id);
            if (version != null && (best == null || version.rank() > best.rank())) {
                best = version;
            }
        }
        return best;
    }

    /**
     * The versions of a namespace, the server's preferred one first.
     *
     * @throws IOException when it is no such document
     */
    static List<String> read(InputStream document, String urn) throws IOException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        try {
            XMLStreamReader xml = factory.createXMLStreamReader(document);
            List<String> versions = new ArrayList<>();
            boolean wanted = false;
            while (xml.hasNext()) {
                if (xml.next() != XMLStreamReader.START_ELEMENT) {
                    continue;
                }
                switch (xml.getLocalName()) {
                    case "name" -> wanted = urn.equals(xml.getElementText().strip());
                    case "version" -> {
                        String id = xml.getElementText().strip();
                        if (wanted) {
                            versions.add(id);
                        }
                    }
                    default -> {}
                }
                if (versions.size() > VERSIONS_MAX) {
                    throw new IOException("it offers more than " + VERSIONS_MAX + " versions");
                }
            }
            return List.copyOf(versions);
        } catch (XMLStreamException e) {
            throw new IOException("its list of versions is no XML", e);
        }
    }
}
