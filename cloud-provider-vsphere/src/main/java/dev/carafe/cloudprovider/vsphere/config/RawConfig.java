package dev.carafe.cloudprovider.vsphere.config;

import java.util.Map;

/**
 * A file's settings before they are checked, the same from either form.
 *
 * @param virtualCenters by the name under which the file has them, in its order
 * @param serverIsName whether a vCenter that names no server is reached by its own name, as in the INI form; in the YAML
 *     form that is an error
 */
record RawConfig(
        Section global, Map<String, Section> virtualCenters, Section labels, Section nodes, boolean serverIsName) {}
