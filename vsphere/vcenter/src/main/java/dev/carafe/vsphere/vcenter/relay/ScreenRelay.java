package dev.carafe.vsphere.vcenter.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.http.HttpExchange;
import dev.carafe.http.HttpHandler;
import dev.carafe.vsphere.vcenter.entity.VCenter;
import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vmomi.edge.Replies;
import java.io.IOException;
import java.net.URLEncoder;
import java.util.Optional;

/** Answers {@code /screen?id=MACHINE} with a picture of the machine's screen, which its host takes. */
public final class ScreenRelay implements HttpHandler {
    /** The path that it answers. */
    public static final String PATH = "/screen";

    private final VCenter vcenter;
    private final RelayAccess access;

    public ScreenRelay(VCenter vcenter, RelayAccess access) {
        this.vcenter = vcenter;
        this.access = access;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        if (!exchange.method().equals("GET")) {
            Replies.methodNotAllowed(exchange, "GET");
            return;
        }
        Optional<String> user = access.user(exchange);
        if (user.isEmpty()) {
            return;
        }
        String id = exchange.query().first("id");
        if (!access.may(user.get(), References.machine(id), "VirtualMachine.Interact.ConsoleInteract")) {
            Replies.refuse(exchange, 403, user.get() + " may not look at that machine's screen.");
            return;
        }
        Optional<Entity.VirtualMachine> machine = vcenter.inventory()
                .read(all -> all.find(id, Entity.VirtualMachine.class))
                .filter(one -> !one.inTransit());
        if (machine.isEmpty()) {
            Replies.refuse(exchange, 404, "There is no machine \"" + id + "\".");
            return;
        }
        String target = PATH + "?id=" + URLEncoder.encode(machine.get().onHost(), UTF_8);
        new HostRequest(exchange, vcenter, machine.get().host()).send(target, page -> page);
    }
}
