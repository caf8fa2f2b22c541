package dev.carafe.kubernetes.apiserver.authentication;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a service account token says in its claim {@code kubernetes.io}.
 *
 * @param pod the pod it is bound to, if it is
 * @param node the node it is bound to, or that its pod runs on
 * @param secret the secret it is bound to, if it is
 * @param warnAfter seconds since 1970 from when on its use is worth a warning; 0 for never
 */
record TokenClaims(
        String namespace,
        Ref serviceAccount,
        Optional<Ref> pod,
        Optional<Ref> node,
        Optional<Ref> secret,
        long warnAfter) {

    /**
     * Another object.
     *
     * @param uid empty where it is not known
     */
    record Ref(String name, String uid) {
        Map<String, Object> toClaim() {
            return uid.isEmpty() ? Map.of("name", name) : Map.of("name", name, "uid", uid);
        }

        private static Optional<Ref> read(Map<?, ?> parent, String field) {
            return parent.get(field) instanceof Map<?, ?> ref
                    ? Optional.of(new Ref(text(ref, "name"), text(ref, "uid")))
                    : Optional.empty();
        }
    }

    Map<String, Object> toClaim() {
        TreeMap<String, Object> claim = new TreeMap<>();
        claim.put("namespace", namespace);
        claim.put("serviceaccount", serviceAccount.toClaim());
        pod.ifPresent(ref -> claim.put("pod", ref.toClaim()));
        node.ifPresent(ref -> claim.put("node", ref.toClaim()));
        secret.ifPresent(ref -> claim.put("secret", ref.toClaim()));
        if (warnAfter != 0) {
            claim.put("warnafter", warnAfter);
        }
        return claim;
    }

    /** Reads the claim; empty where it does not name an account. */
    static Optional<TokenClaims> read(Map<?, ?> claim) {
        String namespace = text(claim, "namespace");
        long warnAfter = claim.get("warnafter") instanceof Number number ? number.longValue() : 0;
        return Ref.read(claim, "serviceaccount")
                .filter(account -> !namespace.isEmpty() && !account.name().isEmpty())
                .map(account -> new TokenClaims(
                        namespace,
                        account,
                        Ref.read(claim, "pod"),
                        Ref.read(claim, "node"),
                        Ref.read(claim, "secret"),
                        warnAfter));
    }

    private static String text(Map<?, ?> map, String field) {
        return map.get(field) instanceof String value ? value : "";
    }

    /** The user that a token with these claims stands for. */
    UserInfo user(String tokenId) {
        TreeMap<String, List<String>> facts = new TreeMap<>();
        if (!tokenId.isEmpty()) {
            facts.put(UserInfos.CREDENTIAL_ID, List.of("JTI=" + tokenId));
        }
        pod.ifPresent(ref -> {
            facts.put(UserInfos.POD_NAME, List.of(ref.name()));
            facts.put(UserInfos.POD_UID, List.of(ref.uid()));
        });
        node.ifPresent(ref -> {
            facts.put(UserInfos.NODE_NAME, List.of(ref.name()));
            if (!ref.uid().isEmpty()) {
                facts.put(UserInfos.NODE_UID, List.of(ref.uid()));
            }
        });
        return new UserInfo(
                UserInfos.SERVICE_ACCOUNT_PREFIX + namespace + ":" + serviceAccount.name(),
                serviceAccount.uid(),
                UserInfos.serviceAccountGroups(namespace),
                facts);
    }
}
