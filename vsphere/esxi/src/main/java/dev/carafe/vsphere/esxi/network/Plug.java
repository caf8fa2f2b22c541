package dev.carafe.vsphere.esxi.network;

import dev.carafe.vsphere.esxi.machine.MacAddress;

/** A machine's network card in a port group. */
public record Plug(Tap tap, String portGroup) {
    /**
     * The tap device that a card sends through.
     *
     * @param name as {@link HostNetwork#tapName} gives it
     * @param mac the card's address
     */
    public record Tap(String name, MacAddress mac) {}
}
