package dev.carafe.etcd.membership;

import dev.carafe.etcd.EtcdError;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

/** Addresses of members as etcd takes them (etcd {@code client/pkg/types/urls.go}). */
public final class PeerUrls {
    private PeerUrls() {}

    /**
     * The addresses, sorted.
     *
     * @throws dev.carafe.etcd.EtcdException when there are none or too many, or one has not the form SCHEME://HOST:PORT
     */
    public static List<String> checked(List<String> urls) {
        if (urls.isEmpty() || urls.size() > ClusterMember.URLS_MAX) {
            throw EtcdError.MEMBER_BAD_URLS.exception();
        }
        for (String url : urls) {
            if (!valid(url)) {
                throw EtcdError.MEMBER_BAD_URLS.exception();
            }
        }
        return urls.stream().sorted().toList();
    }

    /** Whether it has that form. */
    public static boolean valid(String url) {
        try {
            URI address = new URI(url);
            String path = address.getPath();
            return ("http".equals(address.getScheme()) || "https".equals(address.getScheme()))
                    && address.getHost() != null
                    && address.getPort() > 0
                    && (path == null || path.isEmpty());
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
