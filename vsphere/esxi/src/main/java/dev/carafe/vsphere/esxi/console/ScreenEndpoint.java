package dev.carafe.vsphere.esxi.console;

import dev.carafe.http.HttpExchange;
import dev.carafe.http.HttpHandler;
import dev.carafe.vsphere.esxi.process.MachineProcess;
import dev.carafe.vsphere.vmomi.edge.Replies;
import java.io.IOException;
import java.util.Optional;

/** Answers {@code /screen?id=MACHINE} with a picture of the machine's screen, as {@code govc vm.console -capture} asks for it. */
public final class ScreenEndpoint implements HttpHandler {
    /** The path that it answers. */
    public static final String PATH = "/screen";

    private final Viewers viewers;
    private final Machines machines;
    private final Screen screen;

    /** Who may look. */
    @FunctionalInterface
    public interface Viewers {
        /** What a caller may not, as the status and the sentence of the refusal; empty when he may look at the machine. */
        Optional<Refusal> refusal(HttpExchange exchange, String machine);
    }

    /**
     * Why not.
     *
     * @param status 401 or 403
     */
    public record Refusal(int status, String sentence) {}

    /** The machines that run. */
    @FunctionalInterface
    public interface Machines {
        Optional<MachineProcess> running(String machine);
    }

    public ScreenEndpoint(Viewers viewers, Machines machines, Screen screen) {
        this.viewers = viewers;
        this.machines = machines;
        this.screen = screen;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        if (!exchange.method().equals("GET")) {
            Replies.methodNotAllowed(exchange, "GET");
            return;
        }
        String machine = exchange.query().first("id");
        Optional<Refusal> refusal = viewers.refusal(exchange, machine);
        if (refusal.isPresent()) {
            Replies.text(exchange, refusal.get().status(), refusal.get().sentence());
            return;
        }
        Optional<MachineProcess> process = machines.running(machine);
        if (process.isEmpty()) {
            Replies.text(exchange, 404, "There is no machine \"" + machine + "\" that is powered on.");
            return;
        }
        exchange.reply(200, "image/png", screen.picture(process.get()));
    }
}
