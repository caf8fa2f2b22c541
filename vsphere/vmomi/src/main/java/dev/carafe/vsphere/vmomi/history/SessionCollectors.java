package dev.carafe.vsphere.vmomi.history;

import dev.carafe.vsphere.vim.vim25.InvalidState;
import dev.carafe.vsphere.vmomi.session.Session;

/** How many collectors of a kind a session may have. */
public final class SessionCollectors {
    private SessionCollectors() {}

    /**
     * Asks for room for one more.
     *
     * @param type the collectors' WSDL name
     * @throws dev.carafe.vsphere.vim.FaultException InvalidState when there are that many already
     */
    public static void requireRoom(Session session, String type, int most) {
        long there = session.own()
                .read(source -> source.references().stream()
                        .filter(reference -> reference.type().equals(type))
                        .count());
        if (there >= most) {
            throw InvalidState.builder()
                    .build()
                    .exception("The session has " + most + " collectors of this kind already; destroy one first.");
        }
    }
}
