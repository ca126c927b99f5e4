/**
 * The commands, the terminal, the exit codes, and the wiring of the other modules.
 *
 * <p>Belongs here: what a person or a script at the terminal sees. Does not belong here:
 * translation, judgement, simulation.
 */
@NullMarked
package com.brievio.cli;

import org.jspecify.annotations.NullMarked;
