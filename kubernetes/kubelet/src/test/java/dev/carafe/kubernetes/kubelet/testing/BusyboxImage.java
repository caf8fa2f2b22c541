package dev.carafe.kubernetes.kubelet.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** A container image around the machine's static busybox, as an archive that {@code ctr images import} takes. */
public final class BusyboxImage {
    /** Where Debian's {@code busybox-static} puts its program. */
    public static final Path BUSYBOX = Path.of("/usr/bin/busybox");

    private static final List<String> APPLETS = List.of(
            "sh",
            "sleep",
            "echo",
            "cat",
            "true",
            "false",
            "ls",
            "wget",
            "httpd",
            "nc",
            "id",
            "hostname",
            "touch",
            "test",
            "kill",
            "ps",
            "env",
            "mkdir",
            "nslookup",
            "ip",
            "date",
            "seq",
            "dd",
            "tail",
            "rm",
            "stat",
            "sysctl",
            "mount");

    private BusyboxImage() {}

    /** Writes the archive of an image called {@code tag} that runs {@code command} when told nothing else. */
    public static void write(Path archive, String tag, List<String> command) throws IOException {
        TarWriter layer = new TarWriter();
        for (String directory : List.of("bin", "dev", "etc", "proc", "sys", "tmp", "var", "www")) {
            layer.directory(directory, directory.equals("tmp") ? 01777 : 0755);
        }
        layer.file("bin/busybox", 0755, Files.readAllBytes(BUSYBOX));
        for (String applet : APPLETS) {
            layer.link("bin/" + applet, "busybox");
        }
        layer.file("etc/passwd", 0644, text("root:x:0:0:root:/:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/sh\n"));
        layer.file("etc/group", 0644, text("root:x:0:\nnobody:x:65534:\n"));
        byte[] layerBytes = layer.bytes();
        byte[] config = text("""
                {"architecture":"amd64","os":"linux","created":"2026-01-01T00:00:00Z",\
                "config":{"Env":["PATH=/bin"],"Cmd":[%s],"Labels":{"tag":"%s"}},\
                "rootfs":{"type":"layers","diff_ids":["sha256:%s"]},"history":[{"created_by":"test"}]}
                """.formatted(quoted(command), tag, sha256(layerBytes)));
        String configName = sha256(config) + ".json";
        TarWriter image = new TarWriter();
        image.file(configName, 0644, config);
        image.file("layer.tar", 0644, layerBytes);
        image.file(
                "manifest.json",
                0644,
                text("[{\"Config\":\"%s\",\"RepoTags\":[\"%s\"],\"Layers\":[\"layer.tar\"]}]"
                        .formatted(configName, tag)));
        Files.write(archive, image.bytes());
    }

    private static String quoted(List<String> command) {
        return String.join(",", command.stream().map(word -> '"' + word + '"').toList());
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
