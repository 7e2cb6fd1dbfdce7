import Commands
TrinityCommand.main()
