package dev.carafe.cloudprovider.vsphere.credentials;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The credentials of a Secret's data, or of a folder's files, by vCenter. Two forms may stand side by side: keys that begin
 * with the server's name, {@code SERVER.username} and {@code SERVER.password}; and, as an IPv6 address cannot be part of a
 * key, {@code server_X}, {@code username_X} and {@code password_X} with any X. Immutable.
 */
public final class Credentials {
    private static final String SERVER = "server_";
    private static final String USERNAME = "username_";
    private static final String PASSWORD = "password_";

    private final Map<String, Credential> byServer;

    private Credentials(Map<String, Credential> byServer) {
        this.byServer = byServer;
    }

    /** Reads the data of a Secret. */
    public static Credentials parse(Map<String, byte[]> data) throws CredentialException {
        if (data.isEmpty()) {
            throw new CredentialException("Username/Password is missing");
        }
        Map<String, Credential> found = new LinkedHashMap<>();
        Map<String, String> others = new TreeMap<>();
        for (Map.Entry<String, byte[]> each : new TreeMap<>(data).entrySet()) {
            String value = new String(each.getValue(), StandardCharsets.UTF_8);
            if (!put(found, each.getKey(), value.endsWith("\n") ? value.substring(0, value.length() - 1) : value)) {
                others.put(each.getKey(), value);
            }
        }
        putNumbered(found, others);
        for (Map.Entry<String, Credential> each : found.entrySet()) {
            if (!each.getValue().isComplete()) {
                throw new CredentialException("Username/Password is missing for server " + each.getKey());
            }
        }
        return new Credentials(Map.copyOf(found));
    }

    /**
     * A vCenter's credentials.
     *
     * @throws CredentialException when there are none
     */
    public Credential of(String server) throws CredentialException {
        Credential found = byServer.get(server);
        if (found == null) {
            throw new CredentialException("Credentials not found for server " + server);
        }
        return found;
    }

    /** Takes a key that ends with what it means; false for any other. */
    private static boolean put(Map<String, Credential> found, String key, String value) {
        int dot = key.lastIndexOf('.');
        if (dot < 0) {
            return false;
        }
        String server = key.substring(0, dot);
        Credential known = found.getOrDefault(server, Credential.NONE);
        Credential changed = switch (key.substring(dot + 1)) {
            case "username" ->
                new Credential(value, known.password(), known.sessionManagerUrl(), known.sessionManagerToken());
            case "password" ->
                new Credential(known.user(), value, known.sessionManagerUrl(), known.sessionManagerToken());
            case "vc-session-manager-url" ->
                new Credential(known.user(), known.password(), value, known.sessionManagerToken());
            case "vc-session-manager-token" ->
                new Credential(known.user(), known.password(), known.sessionManagerUrl(), value);
            default -> Credential.NONE;
        };
        if (changed.equals(Credential.NONE)) {
            return false;
        }
        found.put(server, changed);
        return true;
    }

    private static void putNumbered(Map<String, Credential> found, Map<String, String> data)
            throws CredentialException {
        Map<String, String> left = new TreeMap<>(data);
        for (Map.Entry<String, String> each : data.entrySet()) {
            String key = each.getKey();
            if (!key.startsWith(SERVER)) {
                continue;
            }
            String suffix = suffix(key, SERVER);
            String user = left.remove(USERNAME + suffix);
            String password = left.remove(PASSWORD + suffix);
            if (user == null || password == null) {
                throw new CredentialException("Username/Password is missing for server " + each.getValue());
            }
            left.remove(key);
            found.put(each.getValue(), new Credential(user, password, "", ""));
        }
        for (String key : left.keySet()) {
            if (key.startsWith(USERNAME) || key.startsWith(PASSWORD)) {
                suffix(key, key.startsWith(USERNAME) ? USERNAME : PASSWORD);
                throw new CredentialException("Credentials did not have all required values: " + key
                        + " has no matching key that begins with " + SERVER);
            }
            throw new CredentialException("Unknown secret key " + key);
        }
    }

    private static String suffix(String key, String prefix) throws CredentialException {
        if (key.length() == prefix.length()) {
            throw new CredentialException("Unknown secret key " + key);
        }
        return key.substring(prefix.length());
    }
}
