package dev.carafe.vsphere.vim;

import java.util.Arrays;
import java.util.Base64;

/** Immutable bytes: {@code xsd:base64Binary}. */
public final class Binary {
    private final byte[] bytes;

    private Binary(byte[] bytes) {
        this.bytes = bytes;
    }

    public static Binary of(byte[] bytes) {
        return new Binary(bytes.clone());
    }

    /**
     * Decodes base64 text; blanks and line breaks in it are skipped.
     *
     * @throws IllegalArgumentException when it is no base64
     */
    public static Binary parse(String text) {
        return new Binary(Base64.getDecoder().decode(text.replaceAll("\\s", "")));
    }

    public byte[] toByteArray() {
        return bytes.clone();
    }

    public int length() {
        return bytes.length;
    }

    public String toBase64() {
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Binary binary && Arrays.equals(bytes, binary.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The length only: what is in it may be a secret. */
    @Override
    public String toString() {
        return "Binary[" + bytes.length + " bytes]";
    }
}
