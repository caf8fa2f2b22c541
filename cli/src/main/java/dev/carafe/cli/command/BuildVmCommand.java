package dev.carafe.cli.command;

import dev.carafe.cli.host.DeletedTree;
import dev.carafe.cli.vmimage.VmImage;
import dev.carafe.cli.vmimage.VmImageFormat;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code carafe image build-vm}. */
@Command(
        name = "build-vm",
        description = {
            "Builds a small virtual machine from the packages of this machine's distribution (Debian).",
            "It boots by BIOS and UEFI, takes its address by DHCP, answers QEMU's guest agent, serves HTTP on port 80, and "
                    + "reads a NoCloud seed or guestinfo. At its console log in as root with the password carafe; by ssh "
                    + "only with a key from the seed."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  carafe image build-vm -o guest.ova       a whole machine, for govc import.ova",
            "  carafe image build-vm -o guest.vmdk      its disk alone (stream-optimized)",
            "  carafe image build-vm -o guest.qcow2     its disk alone, for QEMU"
        })
final class BuildVmCommand implements Callable<Integer> {

    @Mixin
    Console console = new Console();

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FILE",
            description = "The file to write; its ending says what it is: .ova, .vmdk or .qcow2.")
    Path output = Path.of("");

    @Override
    public Integer call() throws IOException {
        VmImageFormat format = VmImageFormat.of(output)
                .orElseThrow(() -> CommandException.wrongUse(
                        "--output takes a file that ends in .ova, .vmdk or .qcow2, not '" + output + "'."));
        Path target = output.toAbsolutePath().normalize();
        Path folder = target.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new CommandException("cannot write " + output + ": the folder " + folder + " does not exist.");
        }
        PrintWriter out = console.out();
        long startNs = System.nanoTime();
        try (DeletedTree work = DeletedTree.create(folder, ".carafe-vm-")) {
            VmImage.build(target, format, work.path(), step -> {
                out.println("  " + step);
                out.flush();
            });
        } catch (IOException e) {
            throw new CommandException("cannot build " + output + ": " + CommandException.reason(e) + ".", e);
        }
        out.println("Built " + output + " (" + (Files.size(target) >> 20) + " MB, "
                + (System.nanoTime() - startNs) / 1_000_000_000 + " s).");
        return 0;
    }
}
