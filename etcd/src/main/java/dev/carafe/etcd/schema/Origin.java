package dev.carafe.etcd.schema;

import java.util.List;

/**
 * The member that a file is of.
 *
 * @param memberId its id
 * @param name its name
 * @param peerUrls where other members reach it
 * @param clientUrls where clients reach it
 * @param term the term of the last record in the file
 * @param version the version of its storage and cluster, such as "3.7.0"
 */
public record Origin(
        long memberId, String name, List<String> peerUrls, List<String> clientUrls, long term, String version) {
    public Origin {
        peerUrls = List.copyOf(peerUrls);
        clientUrls = List.copyOf(clientUrls);
    }
}
