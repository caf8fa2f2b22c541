package dev.carafe.vsphere.esxi.guest;

import dev.carafe.vsphere.esxi.json.JsonObject;
import dev.carafe.vsphere.esxi.machine.MacAddress;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A network interface in the guest. */
public record GuestInterface(String name, Optional<MacAddress> mac, List<Address> addresses) {
    private static final int INTERFACES_MAX = 64;
    private static final int ADDRESSES_MAX = 64;
    private static final int ADDRESS_TEXT_MAX = 64;

    /**
     * An address of it.
     *
     * @param prefixLength how many bits its network has
     */
    public record Address(InetAddress address, int prefixLength) {}

    public GuestInterface {
        addresses = List.copyOf(addresses);
    }

    static List<GuestInterface> listOf(List<JsonObject> interfaces) {
        return interfaces.stream()
                .limit(INTERFACES_MAX)
                .map(one -> new GuestInterface(
                        GuestText.clean(one.text("name").orElse("")),
                        one.text("hardware-address").flatMap(MacAddress::parse),
                        addresses(one.objects("ip-addresses"))))
                .toList();
    }

    /** What is no address is left out. */
    private static List<Address> addresses(List<JsonObject> addresses) {
        List<Address> found = new ArrayList<>();
        for (JsonObject one : addresses) {
            String text = one.text("ip-address").orElse("");
            if (text.length() > ADDRESS_TEXT_MAX || found.size() >= ADDRESSES_MAX || text.contains("%")) {
                continue;
            }
            try {
                InetAddress address = InetAddress.ofLiteral(text); // never resolves a name
                long prefix = one.number("prefix", -1);
                int bits = address.getAddress().length * 8;
                found.add(new Address(address, prefix < 0 || prefix > bits ? bits : (int) prefix));
            } catch (IllegalArgumentException _) {
                // Whatever it is, it is no address.
            }
        }
        return found;
    }
}
