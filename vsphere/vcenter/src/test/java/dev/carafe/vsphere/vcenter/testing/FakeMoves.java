package dev.carafe.vsphere.vcenter.testing;

import dev.carafe.http.HttpExchange;
import dev.carafe.http.HttpHandler;
import dev.carafe.vsphere.vcenter.json.Json;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;

/** Takes and sends running machines, of which there is no memory. */
record FakeMoves(FakeHostInventory host) implements HttpHandler {
    @Override
    public void handle(HttpExchange exchange) throws IOException {
        Map<?, ?> asked = Objects.requireNonNull((Map<?, ?>) Json.decode(exchange.body(1 << 16)));
        Map<String, Object> answer = exchange.path().endsWith("/prepare")
                ? Map.of("ticket", "t", "certificate", "c")
                : Map.of(
                        "task",
                        host.send(new ManagedObjectReference<>("VirtualMachine", String.valueOf(asked.get("vm"))))
                                .value());
        exchange.reply(200, "application/json", Json.encode(answer));
    }
}
