package dev.carafe.vsphere.esxi.qemu;

import java.util.Optional;

/**
 * What became of a probe guest.
 *
 * @param refusal why an accelerator is not to be used, a sentence without a full stop; empty when the guest did all that it should
 * @param lasting whether it would be no different another time: a guest that had the processor for far longer than it needs did not
 *     fail for others' sake, one that waited for the processor may have
 */
record ProbeOutcome(Optional<String> refusal, boolean lasting) {
    static final ProbeOutcome BOOTED = new ProbeOutcome(Optional.empty(), true);

    static ProbeOutcome refused(String why, boolean lasting) {
        return new ProbeOutcome(Optional.of(why), lasting);
    }
}
