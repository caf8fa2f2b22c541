package dev.carafe.conformance;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A real guest on {@code carafe esxi}, alone. */
class EsxiGuestTest extends GuestContract {
    private @Nullable Esxi esxi;

    @Override
    Govc start(Path folder) throws Exception {
        Esxi started = Esxi.start(folder);
        esxi = started;
        return new Govc(started.url(), Esxi.USER, Esxi.PASSWORD, newHome());
    }

    @Override
    Govc startAgainAfterAKill(Runnable whileItIsGone) throws Exception {
        if (esxi != null) {
            esxi.kill();
        }
        whileItIsGone.run();
        return start(folder());
    }

    @Override
    void end() {
        if (esxi != null) {
            esxi.close();
        }
    }

    @Override
    String datacenter() {
        return "/ha-datacenter";
    }

    @Override
    String addUser(String name, String password) {
        govc.ok("host.account.create", "-id", name, "-password", password);
        return name;
    }
}
