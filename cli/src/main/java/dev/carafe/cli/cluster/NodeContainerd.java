package dev.carafe.cli.cluster;

import dev.carafe.cli.data.DataDirectory;
import dev.carafe.cli.host.Command;
import dev.carafe.cli.host.Containerd;
import dev.carafe.cli.image.BundledImages;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A cloud's own containerd with the images that Carafe brings along. */
public final class NodeContainerd {

    private static final Duration LIST_TIMEOUT = Duration.ofSeconds(10);

    private NodeContainerd() {}

    /** Where the containerd of the cloud in {@code directory} has its files. */
    public static Containerd.Layout layout(DataDirectory directory) {
        return new Containerd.Layout(
                directory.containerd(),
                directory.run(),
                directory.logs().resolve("containerd.log"),
                directory.cniConfig(),
                BundledImages.PAUSE);
    }

    /** Starts it, or finds it running, and brings in the bundled images that it lacks. */
    static Containerd start(DataDirectory directory) throws IOException {
        Containerd containerd = new Containerd(layout(directory));
        containerd.ensureRunning();
        List<String> present = containerd.ctr("images", "ls", "--quiet").lines().toList();
        if (!present.contains(BundledImages.PAUSE) || !present.contains(BundledImages.BUSYBOX)) {
            Path busybox = Command.find("busybox").orElseThrow(() -> new IOException("busybox is not installed"));
            List<String> applets = Command.check(LIST_TIMEOUT, List.of(busybox.toString(), "--list"))
                    .lines()
                    .toList();
            for (Path archive : BundledImages.build(busybox, applets, directory.images())) {
                containerd.ctr("images", "import", archive.toString());
            }
            // The garbage collector of images leaves pinned ones alone.
            containerd.ctr("images", "label", BundledImages.PAUSE, "io.cri-containerd.pinned=pinned");
        }
        return containerd;
    }
}
