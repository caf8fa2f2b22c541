package dev.carafe.cli.command;

import dev.carafe.cli.cluster.NodeContainerd;
import dev.carafe.cli.data.DataDirectory;
import dev.carafe.cli.data.Settings;
import dev.carafe.cli.host.Containerd;
import dev.carafe.cli.image.ImageBuilder;
import dev.carafe.cli.image.ImageSpec;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code carafe image}: images without a registry. */
@Command(
        name = "image",
        description =
                "Builds container images and puts them into the cloud, without a registry; builds a small virtual machine.",
        subcommands = {ImageCommand.Build.class, BuildVmCommand.class, ImageCommand.Import.class, ImageCommand.Ls.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  carafe image build --tag carafe.local/hello:1 --copy ./hello:/bin/hello --entrypoint /bin/hello --import",
            "  carafe image import nginx.tar",
            "  carafe image ls",
            "  carafe image build-vm -o guest.ova"
        })
public final class ImageCommand implements Runnable {

    @Mixin
    Console console = new Console();

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(spec.commandLine(), "image needs one of build, build-vm, import, ls");
        }
    }

    /** The containerd of the cloud in {@code directory}, which must run. */
    static Containerd containerd(DataDirectory directory, CloudOptions cloud) throws IOException {
        if (Settings.read(directory.settings()).filter(Settings::simulatedNode).isPresent()) {
            throw new CommandException("the node of " + directory.root() + " is simulated and holds no images; "
                    + "a real one needs root (sudo carafe up).");
        }
        Containerd containerd = new Containerd(NodeContainerd.layout(directory));
        if (!containerd.isServing()) {
            throw new CommandException("the containerd of " + directory.root() + " does not run; 'carafe up"
                    + cloud.repeated() + "' starts it.");
        }
        return containerd;
    }

    /** {@code carafe image build}. */
    @Command(
            name = "build",
            description = "Builds an image archive (OCI) from local files, by default on top of nothing.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  carafe image build --tag carafe.local/hello:1 --copy ./hello:/bin/hello --entrypoint /bin/hello",
                "  carafe image build --from base.tar --tag carafe.local/site:2 --copy ./public:/www \\",
                "                     --cmd httpd,-f,-h,/www --output site.tar"
            })
    static final class Build implements Callable<Integer> {

        @Mixin
        CloudOptions cloud = new CloudOptions();

        @Mixin
        Console console = new Console();

        @Option(
                names = {"-t", "--tag"},
                required = true,
                paramLabel = "NAME",
                description = "The image's full name, for example carafe.local/hello:1.")
        String name = "";

        @Option(names = "--from", paramLabel = "FILE", description = "An image archive to build on, OCI's or Docker's.")
        @Nullable
        Path from;

        @Option(
                names = "--copy",
                paramLabel = "SOURCE:PLACE",
                description = "A file or folder, and its absolute place in the image. Repeatable.")
        List<String> copies = new ArrayList<>();

        @Option(
                names = "--entrypoint",
                split = ",",
                paramLabel = "WORD",
                description = "The program and its first words.")
        List<String> entrypoint = new ArrayList<>();

        @Option(names = "--cmd", split = ",", paramLabel = "WORD", description = "The words that a pod's args replace.")
        List<String> command = new ArrayList<>();

        @Option(names = "--env", paramLabel = "NAME=VALUE", description = "A variable to set. Repeatable.")
        Map<String, String> environment = new LinkedHashMap<>();

        @Option(names = "--label", paramLabel = "NAME=VALUE", description = "A label to set. Repeatable.")
        Map<String, String> labels = new LinkedHashMap<>();

        @Option(names = "--workdir", paramLabel = "PLACE", description = "The folder to start in.")
        @Nullable
        String workingDirectory;

        @Option(
                names = {"-O", "--output"},
                paramLabel = "FILE",
                description = "The archive to write (NAME.tar in this folder, by the last part of the name).")
        @Nullable
        Path output;

        @Option(names = "--import", description = "Put the image into the cloud at once.")
        boolean importIt;

        @Override
        public Integer call() throws IOException {
            PrintWriter out = console.out();
            ImageSpec image = new ImageSpec(
                    name,
                    Optional.ofNullable(from),
                    copies.stream().map(Build::copy).toList(),
                    entrypoint,
                    command,
                    environment,
                    labels,
                    Optional.ofNullable(workingDirectory));
            Path archive = output != null ? output : Path.of(fileName(name));
            Path scratch = Files.createTempDirectory("carafe-image-");
            try {
                ImageBuilder.build(image, archive.toAbsolutePath(), scratch);
            } catch (IllegalArgumentException e) {
                throw new CommandException(e.getMessage() + ".", e);
            } finally {
                Files.deleteIfExists(scratch);
            }
            out.println("Built " + name + " into " + archive + ".");
            if (importIt) {
                DataDirectory directory = cloud.directory();
                containerd(directory, cloud).ctr("images", "import", archive.toString());
                out.println("Imported it into " + directory.root() + ".");
            }
            return 0;
        }

        private static ImageSpec.Copy copy(String text) {
            int colon = text.lastIndexOf(':');
            if (colon <= 0 || !text.startsWith("/", colon + 1)) {
                throw CommandException.wrongUse(
                        "--copy takes SOURCE:PLACE with an absolute place, such as ./hello:/bin/hello, not '" + text
                                + "'.");
            }
            return new ImageSpec.Copy(Path.of(text.substring(0, colon)), text.substring(colon + 1));
        }

        private static String fileName(String name) {
            String last = name.substring(name.lastIndexOf('/') + 1);
            int colon = last.indexOf(':');
            return (colon < 0 ? last : last.substring(0, colon)) + ".tar";
        }
    }

    /** {@code carafe image import}. */
    @Command(
            name = "import",
            description = "Puts the images of an archive (OCI's or Docker's) into the cloud.",
            footerHeading = "%nExamples:%n",
            footer = {"  docker save nginx:1.29 > nginx.tar", "  carafe image import nginx.tar"})
    static final class Import implements Callable<Integer> {

        @Mixin
        CloudOptions cloud = new CloudOptions();

        @Mixin
        Console console = new Console();

        @Parameters(paramLabel = "FILE", description = "The archive.")
        Path file = Path.of("");

        @Override
        public Integer call() throws IOException {
            PrintWriter out = console.out();
            if (!Files.isReadable(file)) {
                throw new CommandException("cannot read " + file + "; give an archive of images.");
            }
            Containerd containerd = containerd(cloud.directory(), cloud);
            String said =
                    containerd.ctr("images", "import", file.toAbsolutePath().toString());
            said.lines()
                    .filter(line -> line.startsWith("unpacking "))
                    .map(line -> line.substring("unpacking ".length()).split(" ", 2)[0])
                    .forEach(name -> out.println("Imported " + name + "."));
            return 0;
        }
    }

    /** {@code carafe image ls}. */
    @Command(
            name = "ls",
            description = "Lists the images that are in the cloud.",
            footerHeading = "%nExamples:%n",
            footer = {"  carafe image ls", "  carafe image ls -o json"})
    static final class Ls implements Callable<Integer> {

        @Mixin
        CloudOptions cloud = new CloudOptions();

        @Mixin
        Console console = new Console();

        @Mixin
        OutputOption output = new OutputOption();

        @Override
        public Integer call() throws IOException {
            PrintWriter out = console.out();
            List<List<String>> rows = new ArrayList<>();
            containerd(cloud.directory(), cloud)
                    .ctr("images", "ls")
                    .lines()
                    .skip(1)
                    .map(line -> line.trim().split("\\s+", -1))
                    .filter(words -> words.length > 4 && !words[0].startsWith("sha256:"))
                    .forEach(words -> rows.add(List.of(words[0], words[2], words[3] + " " + words[4])));
            if (output.isJson()) {
                Output.printJson(
                        out,
                        rows.stream()
                                .map(row -> Struct.builder()
                                        .put("name", row.get(0))
                                        .put("digest", row.get(1))
                                        .put("size", row.get(2))
                                        .build())
                                .toList());
            } else {
                rows.addFirst(List.of("NAME", "DIGEST", "SIZE"));
                Output.printTable(out, rows);
            }
            return 0;
        }
    }
}
