/**
 * A client of the agent in the guest (QEMU's guest agent protocol) over the machine's virtio-serial socket.
 *
 * <p>{@link GuestAgent} has the commands, {@link AgentChannel} the bytes. The channel serves one command at a time; callers' threads
 * wait for each other and then for the guest, with a bound on both. After whatever went wrong (no answer in time, an agent that
 * started anew, half a line) the next command begins with {@code guest-sync-delimited}: everything before the sentinel byte and the
 * number that was asked for is thrown away.
 *
 * <p>What a guest says is hostile: every reply is bounded, every text is cut and freed of control characters, every number checked,
 * addresses are parsed and never resolved.
 */
@NullMarked
package dev.carafe.vsphere.esxi.guest;

import org.jspecify.annotations.NullMarked;
