package dev.carafe.cloudprovider.vsphere.credentials;

/**
 * How to log in to a vCenter: by user and password, or by a session of a shared session manager.
 *
 * @param user empty where there is none
 * @param password empty where there is none
 * @param sessionManagerUrl of the shared session manager; empty for none
 * @param sessionManagerToken what it asks for
 */
public record Credential(String user, String password, String sessionManagerUrl, String sessionManagerToken) {
    static final Credential NONE = new Credential("", "", "", "");

    boolean isComplete() {
        return (!user.isEmpty() && !password.isEmpty()) || !sessionManagerUrl.isEmpty();
    }

    /** Without what is secret. */
    @Override
    public String toString() {
        return "Credential[" + user + "]";
    }
}
