# Works out with R what our tests compare with. Run from the top of the checkout, with Debian's
#   apt-get install r-base-core r-cran-psych r-cran-survey r-cran-metafor r-cran-lavaan
#   Rscript tests/scoring/references/reference.R [FOLDER OF THE REAL ANSWERS]
# It writes school-results.csv, and timss-results.csv where the real answers are given: a name and a figure a row.
suppressPackageStartupMessages({library(psych); library(survey); library(metafor); library(lavaan)})
options(digits = 16, survey.lonely.psu = "fail")
here <- "tests/scoring/references"

results <- list()
put <- function(name, value) for (i in seq_along(value))
  results[[length(results) + 1]] <<- data.frame(name = if (length(value) > 1) paste0(name, "[", i, "]") else name,
                                                value = sprintf("%.15g", as.numeric(value[[i]])))
write_results <- function(file) {
  write.csv(do.call(rbind, results), file.path(here, file), row.names = FALSE, quote = FALSE)
  results <<- list()
}

# Scores on 0-100, the mean of the answers where at least half are given.
score <- function(items) {
  answered <- rowSums(!is.na(items))
  ifelse(answered >= ceiling(ncol(items) / 2), rowMeans(items, na.rm = TRUE), NA)
}

# How well items hang together: complete cases only.
reliability <- function(name, items) {
  whole <- items[complete.cases(items), ]
  a <- psych::alpha(whole, check.keys = FALSE, warnings = FALSE)
  put(paste0(name, ".alpha"), a$total$raw_alpha)
  put(paste0(name, ".rest"), a$item.stats$r.drop)
  put(paste0(name, ".without"), a$alpha.drop$raw_alpha)
  put(paste0(name, ".together"), a$total$average_r)
  f <- factanal(covmat = cov(whole), factors = 1, n.obs = nrow(whole),
                control = list(nstart = 3, opt = list(factr = 1, pgtol = 0, maxit = 5000)))
  s <- sqrt(diag(cov(whole)))
  put(paste0(name, ".omega_factanal"), sum(s * f$loadings)^2 / (sum(s * f$loadings)^2 + sum(s^2 * f$uniquenesses)))
  fit <- cfa(paste("f =~", paste(names(whole), collapse = " + ")), data = whole, std.lv = TRUE, estimator = "ML")
  e <- lavInspect(fit, "est")
  put(paste0(name, ".omega_lavaan"), sum(e$lambda)^2 / (sum(e$lambda)^2 + sum(diag(e$theta))))
}

# The invented school.
school <- read.csv(file.path(here, "school.csv"), stringsAsFactors = TRUE)
items <- school[paste0("q", 1:6)]
items$q3 <- 6 - items$q3
items <- 25 * (items - 1)
reliability("school", items)

school$y <- score(items)
school$likes <- rowSums(items >= 75, na.rm = TRUE)
school$answers <- rowSums(!is.na(items))
school$roll <- 376
scored <- school[!is.na(school$y), ]
plain <- svydesign(~1, fpc = ~roll, data = scored)
put("school.n", nrow(scored))
put("school.mean", coef(svymean(~y, plain)))
put("school.mean_se", SE(svymean(~y, plain)))
put("school.mean_ci", confint(svymean(~y, plain), df = nrow(scored) - 1))
everyone <- svydesign(~1, fpc = ~roll, data = school[school$answers > 0, ])
liked <- svyratio(~likes, ~answers, everyone)
put("school.favourable", 100 * coef(liked))
put("school.favourable_se", 100 * SE(liked))

# The same answers weighted to the roll: by year; by year and sex; raked to the two margins.
rolls <- data.frame(year = rep(paste("Year", 3:6), each = 2), sex = rep(c("girl", "boy"), 4),
                    cell_roll = c(41, 46, 52, 39, 44, 58, 47, 49))
scored <- merge(scored, rolls)
scored$year_roll <- ave(scored$cell_roll, scored$year, FUN = function(x) sum(unique(x)))
scored$cell <- interaction(scored$year, scored$sex)
weighted <- function(name, design, strata) {
  m <- svymean(~y, design)
  put(paste0(name, ".mean"), coef(m))
  put(paste0(name, ".se"), SE(m))
  put(paste0(name, ".ci"), confint(m, df = nrow(scored) - strata))
  w <- weights(design)
  put(paste0(name, ".n_effective"), sum(w)^2 / sum(w^2))
}
years <- aggregate(cell_roll ~ year, rolls, sum); names(years)[2] <- "Freq"
sexes <- aggregate(cell_roll ~ sex, rolls, sum); names(sexes)[2] <- "Freq"
put("by_year.mean_of_postStratify", coef(svymean(~y, postStratify(plain, ~year, years))))
weighted("by_year", svydesign(~1, strata = ~year, fpc = ~year_roll, data = scored), 4)
weighted("by_cell", svydesign(~1, strata = ~cell, fpc = ~cell_roll, data = scored), 8)
raked <- rake(svydesign(~1, fpc = ~roll, data = scored), list(~year, ~sex), list(years, sexes),
              control = list(maxit = 1000, epsilon = 1e-10))
weighted("raked", raked, 5)

# Twelve groups of an invented school and how far they lie apart.
groups <- read.csv(file.path(here, "groups.csv"))
pooled <- sum((groups$n - 1) * groups$sd^2) / sum(groups$n - 1)
exact <- list(threshold = 1e-14, maxiter = 10000)
reml <- rma(yi = groups$mean, vi = pooled / groups$n, method = "REML", control = exact)
put("groups.reml_tau2", reml$tau2)
put("groups.reml_mean", coef(reml))
put("groups.reml_se", reml$se)
put("groups.apart", ranef(reml)$pred)
put("groups.apart_se", ranef(reml)$se)
put("groups.dl_tau2", rma(yi = groups$mean, vi = pooled / groups$n, method = "DL")$tau2)

# Eight of eleven invented schools, and those who answered of those on roll in each.
schools <- read.csv(file.path(here, "schools.csv"))
schools$one <- 1
schools$person <- seq_len(nrow(schools))
for (of in c(8, 11)) {
  schools$of <- of
  m <- svymean(~y, svydesign(~school + person, weights = ~one, fpc = ~of + roll, data = schools))
  put(paste0("schools.mean_of_", of), coef(m))
  put(paste0("schools.se_of_", of), SE(m))
}
write_results("school-results.csv")

# The real answers: belonging (best answer 1 of 4) and safety (best answer 4 of 4).
real <- commandArgs(trailingOnly = TRUE)
if (length(real) > 0) {
  timss <- read.csv(file.path(real[1], "timss2015-grade8", "responses.csv"))
  for (scale in c("BEL", "SAF")) {
    raw <- timss[startsWith(names(timss), scale)]
    reliability(scale, 100 * (if (scale == "BEL") 4 - raw else raw - 1) / 3)
  }
  # Made-up groups of real pupils, by what they said of safety: twelve of unequal size, with a roll for each.
  timss$y <- rowMeans(100 * (4 - timss[startsWith(names(timss), "BEL")]) / 3)
  timss$group <- 3 * (timss$SAF1 - 1) + (timss$SAF2 - 1) %% 3
  sizes <- as.vector(table(timss$group))
  timss$roll <- (sizes + 5 * (seq_along(sizes) %% 4 + 1))[timss$group + 1]
  real_weighted <- svymean(~y, svydesign(~1, strata = ~group, fpc = ~roll, data = timss))
  put("groups.mean", coef(real_weighted))
  put("groups.se", SE(real_weighted))
  means <- as.vector(tapply(timss$y, timss$group, mean))
  pooled <- sum((sizes - 1) * as.vector(tapply(timss$y, timss$group, var))) / sum(sizes - 1)
  reml <- rma(yi = means, vi = pooled / sizes, method = "REML", control = exact)
  put("groups.reml_tau2", reml$tau2)
  put("groups.apart", ranef(reml)$pred)
  write_results("timss-results.csv")
}
