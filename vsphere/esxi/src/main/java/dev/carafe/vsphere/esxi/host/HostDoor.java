package dev.carafe.vsphere.esxi.host;

import dev.carafe.http.HttpExchange;
import dev.carafe.vsphere.vim.soap.ServiceVersions;
import dev.carafe.vsphere.vim.soap.SoapCodec;
import dev.carafe.vsphere.vim.vim25.HostListSummary;
import dev.carafe.vsphere.vim.vim25.HostSystemProperties;
import dev.carafe.vsphere.vim.vim25.ServiceContent;
import dev.carafe.vsphere.vim.vim25.Vim25;
import dev.carafe.vsphere.vmomi.authorization.EnforcedAccess;
import dev.carafe.vsphere.vmomi.content.ServedServiceInstance;
import dev.carafe.vsphere.vmomi.edge.Replies;
import dev.carafe.vsphere.vmomi.edge.Routes;
import dev.carafe.vsphere.vmomi.edge.VmomiServer;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.service.SoapService;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;

/** Opens the host to its clients: to be done last, when all is there that they could ask for. */
final class HostDoor {
    private HostDoor() {}

    /** @param routes who answers what is no SOAP */
    static VmomiServer open(
            InetSocketAddress address,
            HostModel model,
            ServiceContent content,
            ObjectRegistry registry,
            HostAccounts accounts,
            Routes routes,
            InstantSource clock)
            throws IOException {
        HostSessions sessions = accounts.sessions();
        ServedServiceInstance.open(
                content,
                HostCapabilities.server(),
                registry,
                sessions.everybody().shared(),
                clock);
        ServiceVersions versions = new ServiceVersions(Vim25.NAMESPACE, HostModel.VERSIONS, HostModel.OLDEST_VERSION);
        SoapService service = new SoapService(
                new SoapCodec(Vim25.NAMESPACE),
                versions,
                sessions.sessions(),
                sessions.everybody(),
                new EnforcedAccess(accounts.authorizations(), registry));
        routes.add("/", exchange -> greet(exchange, model));
        VmomiServer server = VmomiServer.start(address, model.certificate().policy(), service, versions, routes);
        sayPort(registry, server.address());
        return server;
    }

    private static void greet(HttpExchange exchange, HostModel model) throws IOException {
        if (exchange.path().equals("/")) {
            Replies.text(
                    exchange, 200, model.about().fullName() + ". Tools speak to it at /sdk; files are at /folder.");
        } else {
            Replies.text(exchange, 404, "There is nothing at " + exchange.path() + ".");
        }
    }

    /** A port that was left to the machine is known now. */
    private static void sayPort(ObjectRegistry registry, InetSocketAddress address) {
        registry.change(changes -> changes.update(HostNames.HOST, HostSystemProperties.class, properties -> {
            HostListSummary summary = properties.summary();
            if (summary == null) {
                return properties;
            }
            return properties.toBuilder()
                    .summary(summary.toBuilder()
                            .config(summary.config().toBuilder()
                                    .port(address.getPort())
                                    .build())
                            .build())
                    .build();
        }));
    }
}
