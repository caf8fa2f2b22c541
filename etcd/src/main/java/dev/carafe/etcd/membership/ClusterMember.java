package dev.carafe.etcd.membership;

import dev.carafe.etcd.Bytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * One member.
 *
 * @param id not 0
 * @param name what it calls itself, empty until it has started
 * @param peerUrls where other members reach it, sorted
 * @param clientUrls where clients reach it, none until it has started
 * @param learner whether it has no vote
 */
public record ClusterMember(long id, String name, List<String> peerUrls, List<String> clientUrls, boolean learner) {
    /** Most addresses of one kind that a member may have. */
    public static final int URLS_MAX = 64;

    public ClusterMember {
        peerUrls = peerUrls.stream().sorted().toList();
        clientUrls = List.copyOf(clientUrls);
    }

    /** Without what a member tells of itself when it starts. */
    public static ClusterMember of(long id, List<String> peerUrls, boolean learner) {
        return new ClusterMember(id, "", peerUrls, List.of(), learner);
    }

    ClusterMember named(String newName, List<String> newClientUrls) {
        return new ClusterMember(id, newName, peerUrls, newClientUrls, learner);
    }

    ClusterMember at(List<String> newPeerUrls) {
        return new ClusterMember(id, name, newPeerUrls, clientUrls, learner);
    }

    ClusterMember promoted() {
        return new ClusterMember(id, name, peerUrls, clientUrls, false);
    }

    /** As bytes: id (8, big-endian), learner (1), name and both lists of addresses as Java's modified UTF-8 with lengths. */
    public Bytes encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream to = new DataOutputStream(bytes)) {
            write(to);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a text of more than 65535 bytes
        }
        return Bytes.wrap(bytes.toByteArray());
    }

    /**
     * Reads what {@link #encode} made.
     *
     * @throws IllegalArgumentException when it is something else
     */
    public static ClusterMember decode(Bytes bytes) {
        try (DataInputStream from = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return read(from);
        } catch (IOException e) {
            throw new IllegalArgumentException("no member: " + e.getMessage(), e);
        }
    }

    void write(DataOutputStream to) throws IOException {
        to.writeLong(id);
        to.writeBoolean(learner);
        to.writeUTF(name);
        writeTexts(peerUrls, to);
        writeTexts(clientUrls, to);
    }

    static ClusterMember read(DataInputStream from) throws IOException {
        long id = from.readLong();
        boolean learner = from.readBoolean();
        String name = from.readUTF();
        List<String> peerUrls = readTexts(from);
        return new ClusterMember(id, name, peerUrls, readTexts(from), learner);
    }

    private static void writeTexts(List<String> texts, DataOutputStream to) throws IOException {
        if (texts.size() > URLS_MAX) {
            throw new IOException("more than " + URLS_MAX + " addresses");
        }
        to.writeByte(texts.size());
        for (String text : texts) {
            to.writeUTF(text);
        }
    }

    private static List<String> readTexts(DataInputStream from) throws IOException {
        List<String> texts = new ArrayList<>();
        for (int left = from.readUnsignedByte(); left > 0; left--) {
            texts.add(from.readUTF());
        }
        return texts;
    }
}
