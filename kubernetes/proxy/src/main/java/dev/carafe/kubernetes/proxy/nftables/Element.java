package dev.carafe.kubernetes.proxy.nftables;

/**
 * One element of a set or map.
 *
 * @param set the set's or map's name
 * @param key the key, in nft's notation
 * @param value the value, in nft's notation; empty for an element of a set
 */
record Element(String set, String key, String value) {

    /** Where the element lies; no two elements may share a place. */
    Place place() {
        return new Place(set, key);
    }

    /** A place in a set or map. */
    record Place(String set, String key) {}

    static Element of(String set, String key) {
        return new Element(set, key, "");
    }
}
