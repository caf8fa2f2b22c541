/**
 * Running machines between hosts, over HTTPS: what a vCenter asks of the two hosts, and the memory from one to the other.
 *
 * <ul>
 *   <li>{@code POST /vmotion/prepare} {@code {"path","bootTime"}}: the destination starts a QEMU that waits; answers
 *       {@code {"ticket","certificate"}}.
 *   <li>{@code POST /vmotion/send} {@code {"vm","address","certificate","ticket"}}: the source begins to send the machine and answers
 *       {@code {"task"}}, the key of its own task that does it and that goes on whatever becomes of who asked; its result is the text
 *       {@code {"stillMs","wholeMs","stopped"}}.
 *   <li>{@code PUT /vmotion/memory/TICKET}: memory, as QEMU writes it; answers when the guest runs on the destination.
 * </ul>
 *
 * <p>Who asks for the first two is logged in and may move machines; the third goes by the ticket, which is good once. An error is
 * {@code {"error"}} with a sentence. Hosts know each other by the certificate that the vCenter hands over.
 */
@NullMarked
package dev.carafe.vsphere.esxi.vmotion;

import org.jspecify.annotations.NullMarked;
