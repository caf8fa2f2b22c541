package dev.carafe.vsphere.esxi.network;

/**
 * What a guest may do to its network ({@code HostNetworkSecurityPolicy}). Promiscuous ports are not there: a bridge has no way to
 * give one guest the frames of others.
 *
 * @param macChanges whether a guest may take another address than its card's
 * @param forgedTransmits whether it may send with others' addresses
 */
public record SecurityPolicy(boolean macChanges, boolean forgedTransmits) {
    /** Everyone by his own address only. */
    public static final SecurityPolicy STRICT = new SecurityPolicy(false, false);

    /** Frames that leave a card are all from the card's own address unless both are allowed: a host cannot tell the two apart. */
    boolean isStrict() {
        return !macChanges || !forgedTransmits;
    }
}
