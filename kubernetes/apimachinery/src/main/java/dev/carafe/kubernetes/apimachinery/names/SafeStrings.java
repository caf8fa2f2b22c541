package dev.carafe.kubernetes.apimachinery.names;

import java.util.random.RandomGenerator;

/** Strings of consonants and digits, which neither spell words nor get misread. */
public final class SafeStrings {
    /** No vowels, and no 0, 1, 3, which look like letters. */
    private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

    private SafeStrings() {}

    /** A random string. */
    public static String random(RandomGenerator random, int length) {
        StringBuilder out = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            out.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return out.toString();
    }

    /** Each character replaced by one of the alphabet, the same for the same text. */
    public static String encode(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            out.append(ALPHABET.charAt(text.charAt(i) % ALPHABET.length()));
        }
        return out.toString();
    }
}
