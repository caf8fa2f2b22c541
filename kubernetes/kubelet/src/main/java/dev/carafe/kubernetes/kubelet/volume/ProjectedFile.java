package dev.carafe.kubernetes.kubelet.volume;

import java.nio.charset.StandardCharsets;

/**
 * One file of a volume that is made of data. Immutable as long as nobody changes the bytes handed in.
 */
final class ProjectedFile {
    private final byte[] content;
    private final int mode;
    private final long owner;

    /**
     * @param mode permission bits
     * @param owner user id, negative to leave it root's
     */
    ProjectedFile(byte[] content, int mode, long owner) {
        this.content = content;
        this.mode = mode;
        this.owner = owner;
    }

    static ProjectedFile of(byte[] content, int mode) {
        return new ProjectedFile(content, mode, -1);
    }

    static ProjectedFile of(String content, int mode) {
        return of(content.getBytes(StandardCharsets.UTF_8), mode);
    }

    byte[] content() {
        return content;
    }

    int mode() {
        return mode;
    }

    long owner() {
        return owner;
    }
}
