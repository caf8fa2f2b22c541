package dev.carafe.cli.vmimage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class OvaTest {

    private static final String OVF = "http://schemas.dmtf.org/ovf/envelope/1";

    @TempDir
    Path folder;

    @Test
    void theDescriptorComesFirstAndTheManifestCountsForAll() throws Exception {
        Map<String, byte[]> files = written("small & new");

        assertThat(files.keySet()).containsExactly("small & new.ovf", "small & new.mf", "small & new-disk1.vmdk");
        StringBuilder expected = new StringBuilder();
        for (String name : new String[] {"small & new.ovf", "small & new-disk1.vmdk"}) {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(Objects.requireNonNull(files.get(name)));
            expected.append("SHA256(").append(name).append(")= ");
            expected.append(HexFormat.of().formatHex(digest)).append('\n');
        }
        assertThat(text(files, "small & new.mf")).isEqualTo(expected.toString());
    }

    @Test
    void theDescriptorNamesTheDiskAndItsSizes() throws Exception {
        Document descriptor = DocumentBuilderFactory.newDefaultNSInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(text(written("a<b\""), "a<b\".ovf"))));

        Element file = (Element) descriptor.getElementsByTagNameNS(OVF, "File").item(0);
        assertThat(file.getAttributeNS(OVF, "href")).isEqualTo("a<b\"-disk1.vmdk");
        assertThat(file.getAttributeNS(OVF, "size")).isEqualTo("4");
        Element disk = (Element) descriptor.getElementsByTagNameNS(OVF, "Disk").item(0);
        assertThat(disk.getAttributeNS(OVF, "capacity")).isEqualTo("1048576");
        assertThat(descriptor.getElementsByTagNameNS(OVF, "Name").item(0).getTextContent())
                .isEqualTo("a<b\"");
    }

    private Map<String, byte[]> written(String name) throws Exception {
        Path disk = Files.writeString(folder.resolve("disk"), "disk");
        Path output = folder.resolve("out.ova");
        Ova.write(output, name, disk, 1 << 20);
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (InputStream in = Files.newInputStream(output);
                TarArchiveInputStream tar = new TarArchiveInputStream(in)) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                files.put(entry.getName(), tar.readAllBytes());
            }
        }
        return files;
    }

    private static String text(Map<String, byte[]> files, String name) {
        return new String(Objects.requireNonNull(files.get(name)), StandardCharsets.UTF_8);
    }
}
