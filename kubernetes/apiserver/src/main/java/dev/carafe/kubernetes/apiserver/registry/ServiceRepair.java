package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.apimachinery.value.Struct;

/**
 * Makes what the store says is taken agree with what services have.
 *
 * @param addresses whose repair may also be asked for object by object
 * @param ports which are repaired in rounds alone
 */
public record ServiceRepair(AddressRepair addresses, PortRepair ports) {
    /** How often a round is to be made. */
    public static final long INTERVAL_SECONDS = 180;

    /** Takes what is to be told of an object: its reason, the action and the text. */
    @FunctionalInterface
    public interface Events {
        void warn(Struct object, String reason, String action, String text);
    }

    /** One round, of which there is one at a time. */
    public void run() {
        addresses.run();
        ports.run();
    }
}
