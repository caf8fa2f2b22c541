package dev.carafe.kubernetes.kubelet.server;

import java.util.List;
import java.util.Map;

/**
 * Who sent a request.
 *
 * @param extra what else the authenticator knows, handed on when permission is asked for
 */
public record User(String name, String uid, List<String> groups, Map<String, List<String>> extra) {}
