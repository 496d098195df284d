/** Programs to run and read; each has a main and explains itself with {@code --help}. */
package org.chainrule.samples;
