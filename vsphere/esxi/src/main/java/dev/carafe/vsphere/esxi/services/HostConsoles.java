package dev.carafe.vsphere.esxi.services;

import dev.carafe.vsphere.esxi.console.ConsoleEndpoint;
import dev.carafe.vsphere.esxi.console.ConsoleTickets;
import dev.carafe.vsphere.esxi.console.Keyboard;
import dev.carafe.vsphere.esxi.hardware.Faults;
import dev.carafe.vsphere.esxi.process.MachineProcess;
import dev.carafe.vsphere.esxi.vm.Consoles;
import dev.carafe.vsphere.vim.vim25.UsbScanCodeSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineTicket;
import java.io.IOException;
import java.util.function.Supplier;

/** Consoles by the host's own web server. */
public final class HostConsoles implements Consoles {
    private static final String WEBMKS = "webmks";

    private final ConsoleTickets tickets;
    private final Keyboard keyboard = new Keyboard();
    private final Supplier<Door> door;

    /**
     * Where viewers come in.
     *
     * @param host the host's name or address
     * @param thumbprint of its certificate
     */
    public record Door(String host, int port, String thumbprint) {}

    /** @param door asked for each ticket: the port is known only once the server runs */
    public HostConsoles(ConsoleTickets tickets, Supplier<Door> door) {
        this.tickets = tickets;
        this.door = door;
    }

    @Override
    public VirtualMachineTicket ticket(String type, MachineProcess process, String vmxPath) {
        if (!type.equals(WEBMKS)) {
            throw Faults.notSupported("a console is opened by a ticket of the type webmks, not " + type);
        }
        String ticket = tickets.issue(process.placement().vncSocket());
        Door in = door.get();
        return VirtualMachineTicket.builder()
                .ticket(ticket)
                .cfgFile(vmxPath)
                .host(in.host())
                .port(in.port())
                .sslThumbprint(in.thumbprint())
                .url("wss://" + in.host() + ":" + in.port() + ConsoleEndpoint.PREFIX + "/" + ticket)
                .build();
    }

    @Override
    public int type(UsbScanCodeSpec keys, MachineProcess process) throws IOException {
        return keyboard.type(keys, process.monitor());
    }
}
