/**
 * vSphere's guest operations (programs, files, transfers in guests) by the guest's agent.
 *
 * <p>The agent is the guest's root and asks for no password, so this package asks: {@link GuestShell} has the guest itself check each
 * caller's password, by {@code unix_chkpwd} where its PAM has it, else by comparing with {@code /etc/shadow} by busybox; and
 * whatever is done after that is done as that user, by {@code su}. A guest that has no way to check is refused, never taken at
 * its word. Passwords go by standard input only, so that no list of processes shows them.
 *
 * <p>Files go through the same door, a piece at a time, not by the agent's own file commands, which know no user. What a guest says is
 * hostile; its texts are cut and parsed, never run. Any thread may call; calls for one guest wait for each other in its agent.
 */
@NullMarked
package dev.carafe.vsphere.esxi.guestops;

import org.jspecify.annotations.NullMarked;
