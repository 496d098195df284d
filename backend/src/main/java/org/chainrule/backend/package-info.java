/**
 * Matrices and kernels: the only code of the library that does arithmetic on ND4J memory. It knows
 * no layers.
 *
 * <p>The symbols used throughout the library; every other name is a word.
 *
 * <table>
 *   <caption>Symbols</caption>
 *   <tr><th>symbol</th><th>meaning</th><th>shape</th></tr>
 *   <tr><td>x, y</td><td>input and output of a function; y also the targets of a loss</td><td>(n, in), (n, out)</td></tr>
 *   <tr><td>W, b</td><td>kernel and bias of an affine map</td><td>(in, out), (1, out)</td></tr>
 *   <tr><td>z, a</td><td>input and output of an activation, a = f(z)</td><td>(n, out)</td></tr>
 *   <tr><td>yhat (ŷ)</td><td>prediction</td><td>(n, out)</td></tr>
 *   <tr><td>dq</td><td>∂L/∂q, the derivative of the loss by q</td><td>that of q</td></tr>
 *   <tr><td>n</td><td>rows of a batch</td><td></td></tr>
 *   <tr><td>w, g</td><td>all parameters and their gradient, as flat vectors</td><td>(1, size)</td></tr>
 *   <tr><td>m, v, t</td><td>an optimizer's first and second moment, and its step number</td><td>as w</td></tr>
 *   <tr><td>k</td><td>the kernels</td><td></td></tr>
 * </table>
 */
package org.chainrule.backend;
