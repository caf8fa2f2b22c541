package dev.carafe.vsphere.vim.soap;

/**
 * What a message may be at most. Each limit that is passed makes the message malformed.
 *
 * @param depth how deep elements may be nested
 * @param elements how many elements there may be
 * @param characters how many characters the whole message may have
 * @param textCharacters how many characters one value may have
 * @param attributes how many attributes, namespace declarations included, one element may have
 * @param attributeCharacters how many characters one attribute may have
 */
public record Limits(
        int depth, long elements, long characters, int textCharacters, int attributes, int attributeCharacters) {
    /** For requests: the largest real ones carry an OVF descriptor or a specification with thousands of devices. */
    public static final Limits REQUEST = new Limits(200, 1_000_000, 64L << 20, 16 << 20, 64, 64 << 10);

    /** For responses: an inventory of ten thousand machines with whole configurations is several hundred megabytes. */
    public static final Limits RESPONSE = new Limits(200, 100_000_000, 4L << 30, 64 << 20, 64, 64 << 10);
}
