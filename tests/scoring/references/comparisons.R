# Works out with R what our tests of change, trend and revised questionnaires compare with. Run as reference.R:
#   Rscript tests/scoring/references/comparisons.R [FOLDER OF THE REAL ANSWERS]
# It writes comparisons-results.csv, and timss-rounds-results.csv where the real answers are given.
# Needs metafor and MASS (r-cran-metafor, r-cran-mass).
suppressPackageStartupMessages({library(metafor); library(MASS)})
options(digits = 16)
here <- "tests/scoring/references"

results <- list()
put <- function(name, value) for (i in seq_along(value))
  results[[length(results) + 1]] <<- data.frame(name = if (length(value) > 1) paste0(name, "[", i, "]") else name,
                                                value = sprintf("%.15g", as.numeric(value[[i]])))
write_results <- function(file) {
  write.csv(do.call(rbind, results), file.path(here, file), row.names = FALSE, quote = FALSE)
  results <<- list()
}

# Change of a scale.
welch <- function(name, before, after) {
  test <- t.test(after, before)
  put(paste0(name, ".difference"), mean(after) - mean(before))
  put(paste0(name, ".se"), test$stderr)
  put(paste0(name, ".df"), test$parameter)
  put(paste0(name, ".p"), test$p.value)
  put(paste0(name, ".ci"), test$conf.int)
  put(paste0(name, ".ci90"), t.test(after, before, conf.level = 0.9)$conf.int)
}

# Items ~ rest, + round, + round x rest, as the proportional odds model; complete cases.
items_between <- function(name, before, after) {
  both <- rbind(before, after)
  later <- rep(0:1, c(nrow(before), nrow(after)))
  total <- rowSums(both)
  for (item in names(both)) {
    y <- factor(both[[item]])
    rest <- (total - both[[item]]) / max(total)
    exact <- list(reltol = 1e-15, maxit = 1000)
    fits <- list(polr(y ~ rest, control = exact), polr(y ~ rest + later, control = exact),
                 polr(y ~ rest * later, control = exact))
    logs <- sapply(fits, function(fit) as.numeric(logLik(fit)))
    n <- length(y)
    null <- sum(table(y) * log(table(y) / n))
    r2 <- (1 - exp(2 * (null - logs) / n)) / (1 - exp(2 * null / n))
    put(paste0(name, ".", item, ".level"), 2 * (logs[2] - logs[1]))
    put(paste0(name, ".", item, ".slope"), 2 * (logs[3] - logs[2]))
    put(paste0(name, ".", item, ".p"), pchisq(2 * (logs[3] - logs[1]), 2, lower.tail = FALSE))
    put(paste0(name, ".", item, ".rise"), r2[3] - r2[1])
  }
}

rounds <- read.csv(file.path(here, "rounds.csv"))
before <- rounds[rounds$round == 1, -1]
after <- rounds[rounds$round == 2, -1]
welch("scores", 25 * rowMeans(before), 25 * rowMeans(after))
items_between("items", before, after)
p <- sapply(names(before), function(item) t.test(after[[item]], before[[item]])$p.value)
put("p", p)
put("p_bh", p.adjust(p, "BH"))
put("p_holm", p.adjust(p, "holm"))
put("needed", 20 * power.t.test(n = 85, power = 0.8, tol = 1e-12)$delta)
put("needed_of_six", 20 * power.t.test(n = 85, power = 0.8, sig.level = 0.05 / 6, tol = 1e-12)$delta)

# Lines through rounds on real dates: one that is straight, one that is not, one with linked means.
line <- function(name, fit, span) {
  put(paste0(name, ".rise"), fit$beta[2] * span)
  put(paste0(name, ".se"), fit$se[2] * span)
  put(paste0(name, ".ci"), span * c(fit$ci.lb[2], fit$ci.ub[2]))
  put(paste0(name, ".p"), fit$pval[2])
  put(paste0(name, ".q"), fit$QE)
  put(paste0(name, ".q_p"), fit$QEp)
}
years <- c(0, 0.997, 2.02, 3.004)
line("straight", rma(c(58.1, 60.2, 61.9, 66.0), sei = c(1.7, 1.5, 1.9, 1.6), mods = years, method = "FE"), 3.004)
line("bent", rma(c(58.1, 66.2, 57.9, 66.0), sei = c(1.1, 1.2, 1.0, 1.3), mods = years, method = "FE"), 3.004)
# Two rounds of one form, a break on common items, two of the next: the first mean of the new form is the last of
# the old, less the common items before, plus the common items after.
parts <- c(m1 = 2.9, m2 = 2.2, c2 = 2.6, c3 = 2.4, m3 = 2.1, m4 = 2.7)
signs <- rbind(c(1, 0, 0, 0, 0, 0), c(0, 1, 0, 0, 0, 0), c(0, 1, -1, 1, 0, 0), c(0, 1, -1, 1, -1, 1))
V <- signs %*% diag(parts) %*% t(signs)
line("linked", rma.mv(c(58, 60, 63, 61), V, mods = years, method = "FE"), 3.004)
put("linked.V", V)
write_results("comparisons-results.csv")

# The real answers, cut into two made-up rounds by whether the respondent's number is odd.
real <- commandArgs(trailingOnly = TRUE)
if (length(real) > 0) {
  timss <- read.csv(file.path(real[1], "timss2015-grade8", "responses.csv"))
  for (scale in c("BEL", "SAF")) {
    raw <- timss[startsWith(names(timss), scale)]
    steps <- if (scale == "BEL") 4 - raw else raw - 1
    odd <- timss$respondent_id %% 2 == 1
    score <- 100 * rowMeans(steps) / 3
    welch(scale, score[odd & !is.na(score)], score[!odd & !is.na(score)])
    whole <- complete.cases(steps)
    items_between(scale, steps[odd & whole, ], steps[!odd & whole, ])
  }
  write_results("timss-rounds-results.csv")
}
