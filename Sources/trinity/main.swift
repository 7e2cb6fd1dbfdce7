import Commands

await TrinityCommand.runAndExit()
