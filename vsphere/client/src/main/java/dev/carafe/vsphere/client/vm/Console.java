package dev.carafe.vsphere.client.vm;

import dev.carafe.vsphere.client.Connection;
import dev.carafe.vsphere.client.FileTransfers;
import dev.carafe.vsphere.client.FileTransfers.Place;
import dev.carafe.vsphere.client.TransferProgress;
import dev.carafe.vsphere.client.VSphereClient;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.UsbScanCodeSpec;
import dev.carafe.vsphere.vim.vim25.UsbScanCodeSpecKeyEvent;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineTicket;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** One running machine's screen and keyboard. Safe for all threads. */
public final class Console {
    private final VSphereClient client;
    private final ManagedObjectReference<VirtualMachine> vm;

    public Console(VSphereClient client, ManagedObjectReference<VirtualMachine> vm) {
        this.client = client;
        this.vm = vm;
    }

    /** Writes what is on the screen, a PNG image, into a stream, which stays open. */
    public void screenshot(OutputStream png) throws IOException, InterruptedException {
        URI screen = URI.create("/screen?id=" + URLEncoder.encode(vm.value(), StandardCharsets.UTF_8));
        new FileTransfers(client.connection()).download(new Place(screen), png, TransferProgress.NONE);
    }

    /**
     * Types a text as on a US keyboard; a line feed is the enter key.
     *
     * @return how many key strokes the server took
     * @throws IllegalArgumentException when the text has a character that such a keyboard has not
     */
    public int type(String text) throws IOException, InterruptedException {
        return strokes(text.chars().mapToObj(KeyStrokes::of).toList());
    }

    /** Presses keys one after another, such as those of {@link KeyStrokes}. */
    public int strokes(List<UsbScanCodeSpecKeyEvent> keys) throws IOException, InterruptedException {
        UsbScanCodeSpec spec = UsbScanCodeSpec.builder().keyEvents(keys).build();
        return Connection.checked(
                () -> VirtualMachine.stub(client.connection(), vm).putUsbScanCodes(spec));
    }

    /** @param type {@code webmks} for a console over WebSocket, {@code mks} for the older one */
    public VirtualMachineTicket ticket(String type) throws IOException, InterruptedException {
        return Connection.checked(
                () -> VirtualMachine.stub(client.connection(), vm).acquireTicket(type));
    }
}
